#!/bin/sh
# Makes an authority, and a certificate for each node of a cluster, for cluster.tls-cert, cluster.tls-key and
# cluster.tls-ca:
#
#   deploy/certificates.sh DIRECTORY NODE...
#
# Each node gets a directory of its name with cert.pem, key.pem and ca.pem. What is there already is kept, so that nodes
# can be added later, if the authority that is there has signed it. Keep authority/key.pem away from the nodes: whoever has it can join the cluster.
set -eu
umask 077
# Otherwise [A-Z] has other letters, too.
export LC_ALL=C

fail() {
  echo "certificates.sh: $2" >&2
  exit "$1"
}

# openssl says much even if all is well, so what it says is shown only if it fails.
run_openssl() {
  said=$(openssl "$@" 2>&1) || fail 1 "openssl $1 has failed:
$said"
}

if [ $# -lt 2 ]; then
  echo "usage: certificates.sh DIRECTORY NODE..." >&2
  exit 2
fi
directory=$1
shift
authority=$directory/authority

for node; do
  case $node in
    authority) fail 2 "a node cannot have the name authority, as the authority's directory has it" ;;
    . | .. | '' | *[!A-Za-z0-9._-]*)
      fail 2 "'$node' is not the name of a node: 1 to 64 letters, digits, '.', '_' and '-', and not . or .." ;;
  esac
  [ ${#node} -le 64 ] || fail 2 "'$node' is too long: the name of a node has 64 characters at most"
done
command -v openssl > /dev/null || fail 1 "openssl is missing; install it first"

if [ ! -f "$authority/cert.pem" ]; then
  mkdir -p "$authority"
  run_openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \
    -subj "/CN=Tallystick nodes" -addext keyUsage=critical,keyCertSign,cRLSign \
    -keyout "$authority/key.pem" -out "$authority/cert.pem"
fi

for node; do
  own=$directory/$node
  if [ -f "$own/cert.pem" ]; then
    # When a certificate ends is another matter than whose it is.
    openssl verify -no_check_time -CAfile "$authority/cert.pem" "$own/cert.pem" > /dev/null 2>&1 ||
      fail 1 "$own/cert.pem was not signed by $authority/cert.pem, so the other nodes would refuse it. Bring back the \
authority that signed it, or remove $own and run this again."
  else
    mkdir -p "$own"
    cp "$authority/cert.pem" "$own/ca.pem"
    printf '%s\n' "subjectAltName=DNS:$node" "extendedKeyUsage=serverAuth,clientAuth" > "$own/extensions"
    run_openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$node" \
      -keyout "$own/key.pem" -out "$own/request.pem"
    run_openssl x509 -req -days 825 -in "$own/request.pem" -CA "$authority/cert.pem" -CAkey "$authority/key.pem" \
      -set_serial "0x$(openssl rand -hex 16)" -extfile "$own/extensions" -out "$own/new.pem"
    rm "$own/extensions" "$own/request.pem"
    # Last, so that an interrupted run is repeated.
    mv "$own/new.pem" "$own/cert.pem"
  fi
done
