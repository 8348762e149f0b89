#!/bin/sh
# Checks the first segment of an event log against its checkpoint. Uses only openssl, coreutils and xxd. It is a second
# opinion on `tallystick audit verify`, and short enough to read. It is slow: some thousand lines per minute.
#
#   verify-segment.sh DIRECTORY KEY.PUB
#
# The log must have at most the 65,536 lines of one segment, and its checkpoint one signature. Exit status 0: the lines
# are those that were signed.
set -eu
export LC_ALL=C
log=$1/events-00000000000000000001.jsonl
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "BROKEN: $1" >&2; exit 1; }

# The signature (C2SP signed-note). The text before the empty line is signed. The signature line has a dash, the name of
# the key, and the base64 of the key id (4 bytes) and the signature (64 bytes). The public key is the last 32 bytes of
# the base64 in key.pub.
sed '/^$/,$d' "$1/checkpoint" > "$work/text"
sed -n '5s/.* //p' "$1/checkpoint" | base64 -d > "$work/signed" 2> "$work/errors" || fail "the signature is not base64"
{ cat "$work/text"; printf '\n\342\200\224 %s ' "$(cut -d+ -f1 "$2")"; base64 -w0 < "$work/signed"; echo; } \
  | cmp -s - "$1/checkpoint" || fail "the checkpoint does not have the form of one that this key has signed"
[ "$(head -c 4 "$work/signed" | xxd -p)" = "$(cut -d+ -f2 "$2")" ] || fail "the checkpoint is signed with another key"
tail -c +5 "$work/signed" > "$work/signature"
{ printf '302a300506032b6570032100' | xxd -r -p; cut -d+ -f3- "$2" | base64 -d | tail -c 32; } > "$work/key.der"
openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key.der" -rawin -in "$work/text" \
  -sigfile "$work/signature" > /dev/null 2>&1 || fail "the checkpoint is not signed with this key"
size=$(sed -n 2p "$work/text")
root=$(sed -n 3p "$work/text" | base64 -d | xxd -p -c 64)

# The tree (RFC 6962, section 2.1): a leaf is hashed after a byte 0, a node after a byte 1.
hash() { openssl dgst -sha256 -binary | xxd -p -c 64; }
head -n "$size" "$log" > "$work/lines"
[ "$(wc -l < "$work/lines")" -eq "$size" ] || fail "lines are missing: $size were signed"
# The shell drops zero bytes, so a line with one would look like the line without it.
tr -d '\000' < "$work/lines" | cmp -s - "$work/lines" || fail "a line contains a zero byte"
while IFS= read -r line; do
  { printf '\000'; printf '%s' "$line"; } | hash
done < "$work/lines" > "$work/row"
while [ "$(wc -l < "$work/row")" -gt 1 ]; do
  while IFS= read -r left; do
    if IFS= read -r right; then printf '01%s%s' "$left" "$right" | xxd -r -p | hash; else echo "$left"; fi
  done < "$work/row" > "$work/next"
  mv "$work/next" "$work/row"
done
[ "$(cat "$work/row")" = "$root" ] || fail "the lines are not those that were signed"
echo "intact: $size lines are those that were signed as $(sed -n 1p "$work/text")"
