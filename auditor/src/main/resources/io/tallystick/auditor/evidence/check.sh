#!/bin/sh
# Checks the evidence about one token in the folder of this script, with openssl 3 and coreutils alone.
#   sh check.sh KEY.PUB     a public key that you did not get together with this folder
# Exit status 0: each line is about this token, and was signed at its place. 1: it does not hold. 2: it cannot be told.
# README.txt and index.html only repeat the lines, and are not checked here.
set -eu
export LC_ALL=C
unset CDPATH
cannot() { printf 'This cannot be done: %s\n' "$1" >&2; exit 2; }
# What is said may have characters of somebody else, which a terminal must not get.
fail() { { printf 'BROKEN: %s' "$1" | tr -c ' -~' '?'; echo; } >&2; exit 1; }
row() { head -n "$1" "$2" | tail -n 1; }
sha256() { openssl dgst -sha256 -binary; }
hex() { od -An -v -tx1 | tr -d ' \n'; }
decoded() { printf '%s\n' "$1" | base64 -d > "$2" 2> "$work/errors" && [ "$(base64 -w0 < "$2")" = "$1" ]; }
# Only what is a number may be compared and counted with: a shell also takes other texts for numbers, and runs some.
is_number() { case $1 in ''|0?*|*[!0-9]*|???????????????????*) return 1 ;; esac; }

# A key is a name, the first 4 bytes of a hash over name and key, and the base64 of a byte 1 and 32 bytes.
key_id() { printf '%s\n' "$1" | cut -d+ -f2; }
is_key() {
  case $1 in +*|*[[:space:][:cntrl:]]*) return 1 ;; *+*+A*) ;; *) return 1 ;; esac
  decoded "${1#*+*+}" "$work/both" && [ "$(head -c 1 "$work/both" | hex) $(wc -c < "$work/both")" = "01 33" ] || return 1
  [ "$({ printf '%s\n' "${1%%+*}"; cat "$work/both"; } | sha256 | head -c 4 | hex)" = "$(key_id "$1")" ]
}

# A note (C2SP signed-note) is a text, an empty line, and its signatures: each has a dash, the name of a key, and base64.
text() { while IFS= read -r line && [ -n "$line" ]; do printf '%s\n' "$line"; done < "$1"; }
rest() { tail -n +$(($(text "$1" | wc -l) + 2)) "$1"; }
requires_note() {
  rest "$1" > "$work/rest"
  [ -s "$work/rest" ] && [ "$(tail -c 1 "$1" | hex)" = 0a ] || fail "$1 is no signed note"
  while IFS= read -r line; do
    case $line in "$dash"?*' '*) ;; *) fail "$1 has a line that is no signature" ;; esac
    decoded "${line##* }" "$work/both" || fail "$1 has a line that is no signature"
  done < "$work/rest"
}

# signed NOTE KEY: a signature line has the base64 of the key's id and of the signature.
signed() {
  text "$1" > "$work/text"
  rest "$1" > "$work/rest"
  # The key in the form that openssl reads: a fixed prefix (RFC 8410), and the 32 bytes of an Ed25519 key.
  decoded "${2#*+*+}" "$work/both"
  { printf '\060\052\060\005\006\003\053\145\160\003\041\000'; tail -c 32 "$work/both"; } > "$work/key"
  while IFS= read -r line; do
    [ "${line% *}" = "$dash${2%%+*}" ] && decoded "${line##* }" "$work/both" || continue
    [ "$(head -c 4 "$work/both" | hex)" = "$(key_id "$2")" ] || continue
    tail -c +5 "$work/both" > "$work/signature"
    openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key" -rawin -in "$work/text" \
      -sigfile "$work/signature" > "$work/errors" 2>&1 && return 0
  done < "$work/rest"
  return 1
}

# trusted NOTE LINES KEY: whether the key has signed, or one that it handed the log over to. A note that both keys have
# signed says so: title, old key, new key, name of the log, lines, root. For more lines, the old key counts no more.
trusted() {
  key=$3 steps=0
  while [ "$steps" -le "$rotations" ]; do
    successor= upto=$2
    for note in key-rotation-*.note; do
      [ -f "$note" ] && [ "$(row 2 "$note")" = "$key" ] || continue
      successor=$(row 3 "$note") upto=$(row 5 "$note")
    done
    [ "$2" -le "$upto" ] && signed "$1" "$key" && return 0
    [ -n "$successor" ] || return 1
    key=$successor steps=$((steps + 1))
  done
  return 1
}

[ $# -eq 1 ] || { echo "usage: sh check.sh KEY.PUB" >&2; exit 2; }
case $(openssl version 2>&1) in 'OpenSSL '[3-9]*) ;; *) cannot "openssl 3 is needed" ;; esac
work=$(mktemp -d) || cannot "there is no place for temporary files"
trap 'rm -rf "$work"' EXIT
dash=$(printf '\342\200\224 ')
[ -f "$1" ] && [ -s "$1" ] && [ -r "$1" ] || cannot "there is no public key in this file"
[ "$(tr -d '\040-\176\200-\377' < "$1" | tr -d '\r' | hex)" = 0a ] || cannot "the file of the key must have one line"
given=$(tr -d '\r' < "$1")
is_key "$given" || cannot "this file has no public key, which looks like name+1a2b3c4d+AbC..."
cd -- "$(dirname -- "$0")" || cannot "the folder of this script cannot be opened"

rotations=0 lines=0
for file in .* *; do
  case $file in .|..) continue ;; esac
  [ -e "$file" ] || [ -L "$file" ] || continue # some shells leave a pattern that fits no file as it is
  [ -f "$file" ] && [ ! -L "$file" ] || fail "$file is no file"
  number=${file#line-} number=${number%.*}
  case $file in
    README.txt|index.html|check.sh|checkpoint|key.pub|token-id|removed.note) ;;
    key-rotation-[0-9][0-9][0-9][0-9].note)
      rotations=$((rotations + 1))
      [ "$file" = "$(printf 'key-rotation-%04d.note' "$rotations")" ] || fail "there is no note before $file" ;;
    line-*.json|line-*.tlog-proof)
      is_number "$number" && [ "$number" -gt 0 ] || fail "$file has no number"
      [ -f "line-$number.json" ] && [ -f "line-$number.tlog-proof" ] || fail "line $number has no proof, or no line"
      lines=$((lines + 1)) ;;
    *) fail "$file is no file of such evidence" ;;
  esac
  case $file in README.txt|index.html|check.sh|*.json) continue ;; esac
  [ "$(tr -d '\n\040-\176\200-\377' < "$file" | wc -c)" -eq 0 ] || fail "$file has control characters"
done
for file in README.txt index.html checkpoint key.pub token-id; do [ -f "$file" ] || fail "$file is missing"; done
[ "$lines" -gt 0 ] || fail "there is no line in this folder"
id=$(cat token-id)
[ "$(tr '1-9a-f' '[0*]' < token-id)" = 00000000-0000-0000-0000-000000000000 ] && [ "$(wc -c < token-id)" -eq 37 ] \
  || fail "token-id is not one id and a line feed"
own=$(cat key.pub)
is_key "$own" && [ "$(wc -c < key.pub)" -eq $((${#own} + 1)) ] || fail "key.pub is not one public key and a line feed"

: > "$work/rotations"
for note in key-rotation-*.note; do
  [ -f "$note" ] || continue
  requires_note "$note"
  [ "$(row 1 "$note")" = "tallystick key rotation" ] && is_key "$(row 2 "$note")" && is_key "$(row 3 "$note")" \
    && is_number "$(row 5 "$note")" || fail "$note is no note about a key"
  signed "$note" "$(row 2 "$note")" && signed "$note" "$(row 3 "$note")" || fail "$note is not signed by both keys"
  printf 'rotation %s\n' "$(base64 -w0 < "$note")" >> "$work/rotations"
  for place in 2 3; do row "$place" "$note" >> "$work/keys-$place"; done
done
for keys in "$work"/keys-*; do
  [ ! -f "$keys" ] || [ -z "$(sort "$keys" | uniq -d)" ] || fail "two notes name the same key in the same place"
done

requires_note checkpoint
size=$(row 2 checkpoint)
is_number "$size" || fail "checkpoint has no number of lines"
trusted checkpoint "$size" "$given" || fail "the checkpoint is not signed with the key that you gave"
trusted checkpoint "$size" "$own" || fail "the checkpoint is not signed with the key in this folder"
if [ -f removed.note ]; then
  requires_note removed.note
  [ "$(row 1 removed.note)" = "tallystick removal" ] && is_number "$(row 3 removed.note)" || fail "removed.note is damaged"
  trusted removed.note "$(row 3 removed.note)" "$given" || fail "removed.note is not signed with the key that you gave"
fi

for file in line-*.tlog-proof; do
  number=${file#line-} number=${number%.*} event=${file%.*}.json
  at=$((number - 1)) last=$((size - 1))
  case $(cat "$event") in
    *'"sequence":'"$number"','*'"type":"API Access Token","uid":"'"$id"'","data":'*) ;;
    *) fail "$event is not line $number, or not about the token $id" ;;
  esac
  [ "$(rest "$file" | sha256 | hex)" = "$(sha256 < checkpoint | hex)" ] || fail "$file has another checkpoint"
  text "$file" > "$work/proof"
  { printf 'c2sp.org/tlog-proof@v1\nextra %s\nindex %s\n' "$(base64 -w0 < "$event")" "$at"
    cat "$work/rotations"; } > "$work/head"
  [ "$(head -n $((3 + rotations)) "$work/proof" | sha256 | hex)" = "$(sha256 < "$work/head" | hex)" ] \
    || fail "$file is the proof of another line or place, or has other notes about keys"
  tail -n +$((4 + rotations)) "$work/proof" > "$work/siblings"
  [ "$at" -le "$last" ] || fail "line $number was not signed"
  # From the line to the root (RFC 9162, section 2.1.3.2): a leaf is hashed after a byte 0, a pair after a byte 1.
  { printf '\000'; cat "$event"; } | sha256 > "$work/hash"
  while IFS= read -r sibling; do
    [ "$last" -gt 0 ] || fail "$file is too long"
    decoded "$sibling" "$work/sibling" && [ "$(wc -c < "$work/sibling")" -eq 32 ] || fail "$file is damaged"
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
done
lines=$((lines / 2))
[ "$lines" -eq 1 ] && noun=line || noun=lines
printf '%d %s about the token %s, of the %d that were signed as %s\n' "$lines" "$noun" "$id" "$size" "$(row 1 checkpoint)"
