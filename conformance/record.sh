#!/usr/bin/env bash
# Asks a real kernel about cases: plays each file of a folder with the kernel oracle and keeps what was the same twice.
#
#   conformance/record.sh ORACLE_DIR CASES_DIR OUT_DIR
#
# ORACLE_DIR holds oracle.py; it needs root, /dev/net/tun and a 6.18 kernel, and nothing else may use it meanwhile.
# OUT_DIR gets NAME.json for each case that was recorded; what the kernel's tools refuse, or what was different the second
# time, is named at the end and left out. Then: rxpath conformance --cases CASES_DIR --expect OUT_DIR
set -u
if [ $# -ne 3 ] || [ ! -f "$1/oracle.py" ] || [ ! -d "$2" ]; then
  echo "usage: record.sh ORACLE_DIR CASES_DIR OUT_DIR" >&2
  exit 2
fi
oracle=$(cd "$1" && pwd)
cases=$(cd "$2" && pwd)
mkdir -p "$3" || exit 2
out=$(cd "$3" && pwd)
lock=${RXPATH_ORACLE_LOCK:-/tmp/oracle.lock}
again=$(mktemp -d) || exit 2
trap 'rm -rf "$again"' EXIT

exec 9> "$lock" || exit 2
flock 9 || exit 2
for case in "$cases"/*.json; do
  rm -f "$out/$(basename "$case")"
done
first=$again/first.log
(cd "$oracle" && python3 oracle.py --out "$out" "$cases"/*.json) > "$first" 2>&1
(cd "$oracle" && python3 oracle.py --out "$again" "$cases"/*.json) > "$again/second.log" 2>&1
flock -u 9
rm -rf "$out/raw" "$again/raw"

bad=0
kept=0
for case in "$cases"/*.json; do
  name=$(basename "$case")
  if [ ! -f "$out/$name" ] || [ ! -f "$again/$name" ]; then
    echo "$name: not recorded: $(grep -B 3 "FAIL.* $name" "$first" | grep -i error | head -1)"
  elif ! python3 "$oracle/compare.py" "$out/$name" "$again/$name" > "$again/differences"; then
    sed "s/^/$name: not the same twice: /" "$again/differences"
  else
    kept=$((kept + 1))
    continue
  fi
  bad=$((bad + 1))
  rm -f "$out/$name"
done
echo "$kept recorded, $bad left out"
[ "$kept" -gt 0 ]
