#!/bin/sh
# Makes an authority, and a certificate for each node of a cluster, for cluster.tls-cert, cluster.tls-key and
# cluster.tls-ca:
#
#   deploy/certificates.sh DIRECTORY NODE...
#
# Each node gets a directory of its name with cert.pem, key.pem and ca.pem. What is there already is kept, so that nodes
# can be added later. Keep authority/key.pem away from the nodes: whoever has it can join the cluster.
set -eu
umask 077

if [ $# -lt 2 ]; then
  echo "usage: certificates.sh DIRECTORY NODE..." >&2
  exit 2
fi
directory=$1
shift
authority=$directory/authority

if [ ! -f "$authority/cert.pem" ]; then
  mkdir -p "$authority"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=Tallystick nodes" \
    -addext keyUsage=critical,keyCertSign,cRLSign -keyout "$authority/key.pem" -out "$authority/cert.pem" 2> /dev/null
fi

for node; do
  if [ ! -f "$directory/$node/cert.pem" ]; then
    mkdir -p "$directory/$node"
    cp "$authority/cert.pem" "$directory/$node/ca.pem"
    printf '%s\n' "subjectAltName=DNS:$node" "extendedKeyUsage=serverAuth,clientAuth" > "$directory/$node/extensions"
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$node" \
      -keyout "$directory/$node/key.pem" 2> /dev/null |
      openssl x509 -req -days 825 -CA "$authority/cert.pem" -CAkey "$authority/key.pem" -set_serial "0x$(openssl rand -hex 16)" \
        -extfile "$directory/$node/extensions" -out "$directory/$node/new.pem" 2> /dev/null
    rm "$directory/$node/extensions"
    # Last, so that an interrupted run is repeated.
    mv "$directory/$node/new.pem" "$directory/$node/cert.pem"
  fi
done
