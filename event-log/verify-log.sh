#!/bin/sh
# Checks an event log of any length, or the proof of one line, with openssl, coreutils, sed, xxd and gzip. It is a second
# opinion on `tallystick-audit`, and short enough to read. Exit status 0: the lines are those that were signed.
#   verify-log.sh DIRECTORY KEY.PUB     a log of which no lines were removed
#   verify-log.sh PROOF KEY.PUB         a proof that `tallystick-audit prove` has made
set -eu
export LC_ALL=C; work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "BROKEN: $1" >&2; exit 1; }
hash() { openssl dgst -sha256 -binary | xxd -p -c 64; }
hash_parts() { (cd "$work/parts" && openssl dgst -sha256 -r -- * | cut -c1-64); rm -r "$work/parts"; }

# signed NOTE KEY: whether a note (C2SP signed-note) has a signature of a key. Text and signatures are parted by an empty
# line. A signature line has a dash, the name of the key, and the base64 of the key id (4 bytes) and the signature (64).
signed() {
  sed '/^$/,$d' "$1" > "$work/text"
  { printf '302a300506032b6570032100' | xxd -r -p; echo "$2" | cut -d+ -f3- | base64 -d | tail -c 32; } > "$work/key"
  sed '1,/^$/d' "$1" | while IFS= read -r line; do
    [ "${line% *}" = "$(printf '\342\200\224 %s' "${2%%+*}")" ] || continue
    echo "${line##* }" | base64 -d > "$work/both" 2> "$work/errors" || continue
    [ "$(base64 -w0 < "$work/both")" = "${line##* }" ] || continue
    [ "$(head -c 4 "$work/both" | xxd -p)" = "$(echo "$2" | cut -d+ -f2)" ] || continue
    tail -c +5 "$work/both" > "$work/signature"
    openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key" -rawin -in "$work/text" \
      -sigfile "$work/signature" > "$work/errors" 2>&1 && echo yes
  done | grep -q yes
}

# signed_checkpoint NOTE KEY DIRECTORY: the same for a checkpoint. A note that both keys have signed hands the log over
# from one key to the next: title, old key, new key, name of the log, lines, root. From then on, the old key counts no more.
signed_checkpoint() {
  key=$2
  while :; do
    successor=
    for note in "$3"/key-rotation-*.note; do
      [ -e "$note" ] && [ "$(sed -n 2p "$note")" = "$key" ] || continue
      signed "$note" "$key" && signed "$note" "$(sed -n 3p "$note")" || fail "$note is not signed by both keys"
      [ -z "$successor" ] || fail "two notes say by which key $key was replaced"
      successor=$note
    done
    [ -n "$successor" ] && [ "$(sed -n 2p "$1")" -gt "$(sed -n 5p "$successor")" ] || break
    key=$(sed -n 3p "$successor")
  done
  signed "$1" "$key" || fail "the checkpoint is not signed with this key"
}

# The root (RFC 6962, section 2.1) over the hashes in a file. They are paired, and hashed after a byte 1, until one is left.
root() {
  cp "$1" "$work/row"
  while [ "$(wc -l < "$work/row")" -gt 1 ]; do
    pairs=$(($(wc -l < "$work/row") / 2))
    mkdir "$work/parts"
    head -n $((2 * pairs)) "$work/row" | paste -d '\0' - - | sed 's/^/01/' | xxd -r -p \
      | (cd "$work/parts" && split -a 4 -b 65 -)
    { hash_parts; tail -n +$((2 * pairs + 1)) "$work/row"; } > "$work/next"
    mv "$work/next" "$work/row"
  done
  cat "$work/row"
}

if [ -d "$1" ]; then
  signed_checkpoint "$1/checkpoint" "$(cat "$2")" "$1"
  size=$(sed -n 2p "$1/checkpoint")
  for first in $(seq 1 65536 "$size"); do
    file=$1/$(printf 'events-%020d.jsonl' "$first")
    if [ -f "$file" ]; then cp "$file" "$work/all"; else gzip -dc "$file.gz" > "$work/all" || fail "no $file"; fi
    here=$((size - first < 65535 ? size - first + 1 : 65536))
    head -n "$here" "$work/all" > "$work/lines"
    [ "$(wc -l < "$work/lines")" -eq "$here" ] || fail "lines are missing: $size were signed"
    [ "$here" -lt 65536 ] || cmp -s "$work/lines" "$work/all" || fail "there is more behind the lines of $file"
    mkdir "$work/parts" # A leaf is hashed after a byte 0, and without its line feed.
    (cd "$work/parts" && sed 's/^/\x00/' "$work/lines" | split -a 4 -l 1 - && truncate -s -1 -- *)
    hash_parts > "$work/hashes"
    root "$work/hashes" >> "$work/segments"
  done
  hash=$(root "$work/segments") sentence="intact: $size lines are those that were signed as"; cp "$1/checkpoint" "$work"
else
  sed '1,/^$/d' "$1" > "$work/checkpoint"
  sed '/^$/,$d' "$1" > "$work/proof"
  sed -n 's/^rotation //p' "$work/proof" | while IFS= read -r note; do
    echo "$note" | base64 -d > "$work/key-rotation-$(echo "$note" | hash).note"
  done
  signed_checkpoint "$work/checkpoint" "$(cat "$2")" "$work"
  at=$(sed -n 's/^index //p' "$work/proof") last=$(($(sed -n 2p "$work/checkpoint") - 1))
  hash=$({ printf '\000'; sed -n 's/^extra //p' "$work/proof" | base64 -d; } | hash)
  for sibling in $(sed '1d; / /d' "$work/proof"); do # RFC 9162, section 2.1.3.2
    [ "$last" -gt 0 ] || fail "the proof is too long"
    other=$(echo "$sibling" | base64 -d | xxd -p -c 64) both=01$hash
    if [ $((at % 2)) -eq 1 ] || [ "$at" -eq "$last" ]; then
      both=01$other other=$hash
      while [ $((at % 2)) -eq 0 ] && [ "$at" -gt 0 ]; do at=$((at / 2)) last=$((last / 2)); done
    fi
    hash=$(echo "$both$other" | xxd -r -p | hash) at=$((at / 2)) last=$((last / 2))
  done
  [ "$last" -eq 0 ] || fail "the proof is too short"
  sentence="$(sed -n 's/^extra //p' "$work/proof" | base64 -d | tr -d '\000-\037\177') is a line that was signed as"
fi
[ "$hash" = "$(sed -n 3p "$work/checkpoint" | base64 -d | xxd -p -c 64)" ] || fail "this is not what was signed"
printf '%s %s\n' "$sentence" "$(sed -n 1p "$work/checkpoint" | tr -d '\000-\037\177')"
