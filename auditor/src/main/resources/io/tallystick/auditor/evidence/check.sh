#!/bin/sh
# Checks the evidence about one token in the folder of this script, with openssl 3 and coreutils alone.
#   sh check.sh KEY.PUB     a public key that you did not get together with this folder
# Exit status 0: each line is about this token, and was signed at its place. README.txt and index.html only repeat the
# lines, and are not checked here.
set -eu
export LC_ALL=C
[ $# -eq 1 ] || { echo "usage: sh check.sh KEY.PUB" >&2; exit 2; }
given=$(head -n 1 "$1")
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { printf 'BROKEN: %s\n' "$1" >&2; exit 1; }
row() { head -n "$1" "$2" | tail -n 1; }
sha256() { openssl dgst -sha256 -binary; }
hex() { od -An -v -tx1 | tr -d ' \n'; }

# A note (C2SP signed-note) is a text, an empty line, and its signatures.
text() { while IFS= read -r line && [ -n "$line" ]; do printf '%s\n' "$line"; done < "$1"; }
rest() { tail -n +$(($(text "$1" | wc -l) + 2)) "$1"; }

# signed NOTE KEY: a signature line has a dash, the name of the key, and the base64 of key id and signature.
signed() {
  text "$1" > "$work/text"
  rest "$1" > "$work/rest"
  # The key in the form that openssl reads: a fixed prefix (RFC 8410), and the 32 bytes of an Ed25519 key.
  { printf '\060\052\060\005\006\003\053\145\160\003\041\000'
    printf '%s\n' "$2" | cut -d+ -f3- | base64 -d | tail -c 32; } > "$work/key"
  while IFS= read -r line; do
    [ "${line% *}" = "$(printf '\342\200\224 %s' "${2%%+*}")" ] || continue
    printf '%s\n' "${line##* }" | base64 -d > "$work/both" 2> "$work/errors" || continue
    [ "$(base64 -w0 < "$work/both")" = "${line##* }" ] || continue
    [ "$(head -c 4 "$work/both" | hex)" = "$(printf '%s\n' "$2" | cut -d+ -f2)" ] || continue
    tail -c +5 "$work/both" > "$work/signature"
    openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key" -rawin -in "$work/text" \
      -sigfile "$work/signature" > "$work/errors" 2>&1 && return 0
  done < "$work/rest"
  return 1
}

# signed_checkpoint KEY NAME: a note that two keys have signed hands the log over from one to the next: title, old key,
# new key, name of the log, lines, root. From then on, the old key counts no more.
signed_checkpoint() {
  key=$1
  while :; do
    successor=
    for note in key-rotation-*.note; do
      [ -e "$note" ] && [ "$(row 2 "$note")" = "$key" ] || continue
      signed "$note" "$key" && signed "$note" "$(row 3 "$note")" || fail "$note is not signed by both keys"
      [ -z "$successor" ] || fail "two notes say by which key $key was replaced"
      successor=$note
    done
    [ -n "$successor" ] && [ "$(row 2 checkpoint)" -gt "$(row 5 "$successor")" ] || break
    key=$(row 3 "$successor")
  done
  signed checkpoint "$key" || fail "the checkpoint is not signed with $2"
}

signed_checkpoint "$given" "the key that you gave"
signed_checkpoint "$(head -n 1 key.pub)" "the key in this folder"
rotations=$(for note in key-rotation-*.note; do
  [ ! -e "$note" ] || printf '|rotation %s|' "$(base64 -w0 "$note")"
done)
size=$(row 2 checkpoint) id=$(cat token-id) lines=0
for file in line-*; do
  name=${file%.*}
  [ -f "$name.json" ] && [ -f "$name.tlog-proof" ] || fail "$name has no proof, or no line"
  [ "$file" = "$name.tlog-proof" ] || continue
  case $(cat "$name.json") in
    *'"type":"API Access Token","uid":"'"$id"'"'*) ;;
    *) fail "$name.json is not about the token $id" ;;
  esac
  [ "$(rest "$file" | sha256 | hex)" = "$(sha256 < checkpoint | hex)" ] || fail "$file has another checkpoint"
  text "$file" > "$work/proof"
  [ "$(row 1 "$work/proof")" = c2sp.org/tlog-proof@v1 ] || fail "$file is no proof"
  [ "$(row 2 "$work/proof")" = "extra $(base64 -w0 < "$name.json")" ] || fail "$file is the proof of another line"
  at=$((${name#line-} - 1)) last=$((size - 1))
  [ "$(row 3 "$work/proof")" = "index $at" ] || fail "$file is the proof of another place"
  # From the line to the root (RFC 9162, section 2.1.3.2): a leaf is hashed after a byte 0, a pair after a byte 1.
  { printf '\000'; cat "$name.json"; } | sha256 > "$work/hash"
  tail -n +4 "$work/proof" > "$work/siblings"
  while IFS= read -r sibling; do
    case $rotations in *"|$sibling|"*) continue ;; esac
    [ "$last" -gt 0 ] || fail "$file is too long"
    printf '%s\n' "$sibling" | base64 -d > "$work/sibling" 2> "$work/errors" || fail "$file is damaged"
    [ "$(base64 -w0 < "$work/sibling")" = "$sibling" ] || fail "$file is damaged"
    if [ $((at % 2)) -eq 1 ] || [ "$at" -eq "$last" ]; then
      { printf '\001'; cat "$work/sibling" "$work/hash"; } | sha256 > "$work/next"
      while [ $((at % 2)) -eq 0 ] && [ "$at" -gt 0 ]; do at=$((at / 2)) last=$((last / 2)); done
    else
      { printf '\001'; cat "$work/hash" "$work/sibling"; } | sha256 > "$work/next"
    fi
    mv "$work/next" "$work/hash"
    at=$((at / 2)) last=$((last / 2))
  done < "$work/siblings"
  [ "$last" -eq 0 ] || fail "$file is too short"
  [ "$(base64 -w0 < "$work/hash")" = "$(row 3 checkpoint)" ] || fail "$file does not lead to what was signed"
  lines=$((lines + 1))
done
[ "$lines" -eq 1 ] && noun=line || noun=lines
printf '%d %s about the token %s, of the %d that were signed as %s\n' "$lines" "$noun" "$id" "$size" \
  "$(row 1 checkpoint | tr -d '\000-\037\177')"
