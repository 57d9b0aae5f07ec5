# What the scripts of this folder start from, whatever the machine's memory: a kernel's own defaults.
sysctl -q net.ipv4.tcp_rmem="4096 131072 $((6 * 1024 * 1024))"
sysctl -q net.ipv4.tcp_wmem="4096 16384 $((4 * 1024 * 1024))"
sysctl -q net.ipv4.tcp_timestamps=1
sysctl -q net.ipv4.tcp_window_scaling=1
sysctl -q net.ipv4.tcp_sack=1
sysctl -q net.ipv4.tcp_dsack=1
sysctl -q net.ipv4.tcp_ecn=2
