#!/usr/bin/env python3
"""Plays transcripts against the real kernel and ip: lines beginning with '$ ' are commands, what follows is what they printed.

usage: record.py FILE...   (root; each file gets a network namespace of its own with eth0 and eth1, which are up)
"""
import os, subprocess, sys, tempfile

PRE = """
ip link set lo up
ip link add eth0 address 02:00:00:00:09:02 type veth peer name p0
ip link add eth1 address 02:00:00:00:09:03 type veth peer name p1
sysctl -qw net.ipv4.ip_forward=0 net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.eth0.accept_dad=0 net.ipv6.conf.eth1.accept_dad=0
sysctl -qw net.ipv6.conf.eth0.addr_gen_mode=1 net.ipv6.conf.eth1.addr_gen_mode=1
unshare -n sleep 1000 & PEER=$!
sleep 0.2
ip link set p0 netns $PEER; ip link set p1 netns $PEER
nsenter -t $PEER -n ip link set p0 up; nsenter -t $PEER -n ip link set p1 up
ip link set eth0 up; ip link set eth1 up
sleep 0.1
"""

def record(path):
    lines = open(path).read().splitlines()
    out = []
    cmds = [l for l in lines if l.startswith("$ ") or l.startswith("# ")]
    script = PRE
    for i, l in enumerate(cmds):
        if l.startswith("$ "):
            script += "echo '@@%d'; %s 2>&1\n" % (i, l[2:])
    script += "kill $PEER\n"
    res = subprocess.run(["unshare", "-n", "bash", "-c", script], capture_output=True, text=True)
    if res.stderr.strip():
        sys.stderr.write(path + ": " + res.stderr)
    parts = {}
    cur = None
    for l in res.stdout.splitlines():
        if l.startswith("@@"):
            cur = int(l[2:]); parts[cur] = []
        elif cur is not None:
            parts[cur].append(l)
    for i, l in enumerate(cmds):
        out.append(l)
        out += parts.get(i, [])
    open(path, "w").write("\n".join(out) + "\n")

for p in sys.argv[1:]:
    record(p)
