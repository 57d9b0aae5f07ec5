# A Linux client on the VXLAN wire: docker compose run --rm client ping -c 3 10.9.0.2
FROM debian:trixie-slim
RUN command -v ip >/dev/null && command -v ping >/dev/null && command -v curl >/dev/null && command -v nc >/dev/null \
    || { apt-get update && apt-get install -y --no-install-recommends iproute2 iputils-ping curl netcat-openbsd ethtool \
         && rm -rf /var/lib/apt/lists/*; }
COPY deploy/client.sh /client.sh
ENTRYPOINT ["bash", "/client.sh"]
CMD ["sleep", "infinity"]
