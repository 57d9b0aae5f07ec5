#!/usr/bin/env bash
# Healthy when the service's readiness says so. Bash alone, since a JRE image need not have curl.
exec 3<>"/dev/tcp/127.0.0.1/${SERVER_PORT:-8080}" || exit 1
printf 'GET /actuator/health/readiness HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
grep -q '^HTTP/1.[01] 200' <&3
