#!/usr/bin/env bash
# Attaches this container to the simulated host's network, then runs what it was given.
set -euo pipefail
remote=$(getent hosts "${NIC:-nic-service}" | awk 'NR==1{print $1}')
[ -n "$remote" ] || { echo "client: cannot resolve ${NIC:-nic-service}" >&2; exit 1; }
ip link add vx0 type vxlan id "${VNI:-42}" remote "$remote" dstport 4789 dev eth0
ip addr add "${ADDRESS:-10.9.0.1/24}" dev vx0
ip link set vx0 up
if command -v ethtool >/dev/null; then ethtool -K vx0 tx off >/dev/null 2>&1 || true; fi
exec "$@"
