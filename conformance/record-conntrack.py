#!/usr/bin/env python3
"""Records what the running kernel's connection tracking and NAT make of scripted packets.

    unshare -n python3 record-conntrack.py KIND SEED STEPS > OUT

The namespace forwards between two TAPs, t0 (10.9.0.2, fd00::2) and t1 (10.9.1.2, fd00:1::2); every packet is written to one of
them, and rules in front of the last hook write the packet's ct state into its DSCP. Output, a line each:
    rules TEXT             what NAT does, in the words of the test that replays it
    > DIR TIME HEX         an IP packet in by t0 (DIR 0) or t1 (1), TIME in ns since the first
    < HEX or "< -"         what came out at the other side, or nothing
    = LINE                 the lines of /proc/net/nf_conntrack behind it
    ! name value           counters at the end, if not 0
Needs root, nft and /dev/net/tun.
"""
import fcntl, os, random, struct, subprocess, sys, time, select, socket

kind, seed, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
R = random.Random(f"{kind}-{seed}")

def sh(cmd, inp=None):
    subprocess.run(cmd, shell=True, check=True, input=inp, text=True, stdout=subprocess.DEVNULL)

def tap(name):
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, 0x400454ca, struct.pack("16sH22x", name.encode(), 0x1002))
    return fd

taps = [tap("t0"), tap("t1")]
open("/proc/sys/net/ipv4/ip_forward", "w").write("1")
for s in ("net/ipv6/conf/all/forwarding=1", "net/ipv4/conf/all/rp_filter=0", "net/ipv4/conf/default/rp_filter=0",
          "net/ipv4/conf/all/send_redirects=0", "net/ipv4/conf/default/send_redirects=0", "net/ipv6/conf/default/accept_dad=0",
          "net/ipv6/conf/all/accept_dad=0", "net/ipv4/icmp_ratelimit=0"):
    k, v = s.split("=")
    open("/proc/sys/" + k, "w").write(v)
for i in (0, 1):
    sh(f"ip link set t{i} address 02:00:00:00:0{i}:02 addrgenmode none && ip addr add 10.9.{i}.2/24 dev t{i} && ip -6 addr add fd00:{i}::2/64 dev t{i} nodad && ip link set t{i} up")
    for h in list(range(1, 2)) + list(range(3, 10)):
        sh(f"ip neigh add 10.9.{i}.{h} lladdr 02:00:00:00:0{i}:01 dev t{i} && ip neigh add fd00:{i}::{h:x} lladdr 02:00:00:00:0{i}:01 dev t{i}")
    sh(f"ip route add 10.8.{i}.0/24 via 10.9.{i}.1; ip -6 route add fd08:{i}::/64 via fd00:{i}::1")

NAT = {
    "tcp": "", "tcploose": "", "udp": "", "icmp": "", "tcp6": "", "udp6": "", "icmp6": "",
    "dnat": "dnat 0 10.9.0.2 10.9.1.1 0; masquerade 1 10.9.1.2",
    "ttl": "dnat 0 10.9.0.2 10.9.1.1 0; masquerade 1 10.9.1.2",
    "snatrange": "snat 1 10.8.1.16-10.8.1.99 0",
    "snatpersist": "snat 1 10.8.1.16-10.8.1.99 0 persistent",
    "dnatrange": "dnat 0 10.9.0.2 10.9.1.3-10.9.1.9 8000-8009",
    "snat6": "snat6 1 fd08:1::10-fd08:1::5000:99 0",
    "dnat6": "dnat6 0 fd00:0::2 fd00:1::1 0; masquerade6 1 fd00:1::2",
}
rules = NAT[kind]
nft = ["table inet m { chain f { type filter hook forward priority 300; "]
for v in ("ip", "ip6"):
    for n, st in enumerate(("new", "established", "related", "invalid", "untracked"), 1):
        nft.append(f"ct state {st} ct direction reply {v} dscp set {n + 8}; ct state {st} ct direction original {v} dscp set {n};" if st not in ("invalid", "untracked") else f"ct state {st} {v} dscp set {n};")
nft.append("}\nchain i { type filter hook input priority 300; icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept; drop; }\n}")
fam = "ip6" if kind.endswith("6") else "ip"
nft.append(f"table {fam} n {{ chain pre {{ type nat hook prerouting priority -100;")
post = []
for rule in rules.split("; ") if rules else []:
    w = rule.split()
    if w[0].startswith("dnat"):
        addr = f"[{w[3]}]" if fam == "ip6" and w[4] != "0" else w[3]
        port = "" if w[4] == "0" else ":" + w[4]
        nft.append(f"iifname t{w[1]} {fam} daddr {w[2]} meta l4proto {{ tcp, udp, icmp, ipv6-icmp }} dnat to {addr}{port};")
    elif w[0].startswith("snat"):
        post.append(f"oifname t{w[1]} snat to {w[2]}{' persistent' if 'persistent' in w else ''};")
    else:
        post.append(f"oifname t{w[1]} masquerade;")
nft.append(f"}}\nchain post {{ type nat hook postrouting priority 100; {' '.join(post)} }}\n}}")
if rules == "":
    nft = nft[:-2]
sh("nft -f -", "\n".join(nft))
if kind == "tcploose":
    open("/proc/sys/net/netfilter/nf_conntrack_tcp_loose", "w").write("0")
open("/proc/sys/net/netfilter/nf_conntrack_acct", "w").write("1")
time.sleep(0.3)

def csum(b):
    if len(b) & 1: b += b"\0"
    s = sum(struct.unpack(f"!{len(b)//2}H", b))
    while s >> 16: s = (s & 0xffff) + (s >> 16)
    return ~s & 0xffff

def addr(a): return socket.inet_pton(socket.AF_INET6 if ":" in a else socket.AF_INET, a)

def ip(src, dst, proto, l4, bad=False):
    s, d = addr(src), addr(dst)
    at = {6: 16, 17: 6, 1: 2, 58: 2}.get(proto)
    if at is not None and len(l4) >= at + 2:
        l4 = bytearray(l4); l4[at:at+2] = b"\0\0"
        pseudo = b"" if proto == 1 else s + d + (struct.pack("!BBH", 0, proto, len(l4)) if len(s) == 4 else struct.pack("!IHBB", len(l4), 0, 0, proto))
        c = csum(pseudo + bytes(l4)) or (0xffff if proto == 17 else 0)
        if bad: c ^= 0x1111
        l4[at:at+2] = struct.pack("!H", c); l4 = bytes(l4)
    if len(s) == 16:
        return struct.pack("!IHBB", 6 << 28, len(l4), proto, 64) + s + d + l4
    h = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(l4), R.randrange(65536), 0x4000, R.choice([1, 64]) if kind == "ttl" else 64, proto, 0, s, d)
    return h[:10] + struct.pack("!H", csum(h)) + h[12:] + l4

def tcp(sp, dp, flags, seq, ack, win, opts=b"", data=b""):
    opts += b"\1" * (-len(opts) % 4)
    return struct.pack("!HHIIBBHHH", sp, dp, seq & 0xffffffff, ack & 0xffffffff, (5 + len(opts)//4) << 4, flags, win, 0, 0) + opts + data

def udp(sp, dp, n, zero=False): return struct.pack("!HHHH", sp, dp, 8 + n, 0) + bytes(R.randrange(256) for _ in range(n))

t_first = None
def inject(d, pkt):
    global t_first
    v6 = pkt[0] >> 4 == 6
    frame = bytes([2, 0, 0, 0, d, 2, 2, 0, 0, 0, d, 1]) + (b"\x86\xdd" if v6 else b"\x08\x00") + pkt
    for fd in taps:
        while True:
            try: os.read(fd, 4096)
            except BlockingIOError: break
    now = time.monotonic_ns()
    t_first = t_first or now
    os.write(taps[d], frame)
    out = None
    end = time.monotonic() + 0.02
    while time.monotonic() < end and out is None:
        for fd in select.select(taps, [], [], 0.005)[0]:
            f = os.read(fd, 4096)
            if f[12:14] in (b"\x08\x00", b"\x86\xdd"):
                p = f[14:]
                # our own: neighbour discovery and listener reports
                if p[0] >> 4 == 6 and (p[6] == 0 or (p[6] == 58 and p[40] in (130, 131, 132, 133, 134, 135, 136, 137, 143))): continue
                if p[0] >> 4 == 4 and p[9] == 2: continue
                out = p
    print(">", d, now - t_first, pkt.hex())
    print("<", out.hex() if out is not None else "-")
    table()
    return out

shown = {}
def table():
    """Lines that are new or differ in more than the seconds that went by, and the tuples of those that are gone."""
    now, gone = time.monotonic(), set(shown)
    for line in sorted(open("/proc/net/nf_conntrack")):
        w = line.split()
        key = tuple(w[2:4] + [x for x in w if x.split("=")[0] in ("src", "dst", "sport", "dport", "type", "code", "id")][:5])
        gone.discard(key)
        rest = w[:4] + w[5:]
        old = shown.get(key)
        if old is None or old[0] != rest or abs(old[1] - now - int(w[4])) > 1.5:
            print("=", line.strip())
        shown[key] = (rest, now + int(w[4]))
    for key in sorted(gone):
        print("-", " ".join(key))
        del shown[key]

V6 = kind.endswith("6")
def host(i, h=1): return f"fd00:{i}::{h:x}" if V6 else f"10.9.{i}.{h}"

def tcp_run():
    """One connection at a time with faults of every kind; t0 is the client."""
    sp = 40000
    while True:
        sp += 1
        side = [dict(seq=R.randrange(2**32), win=R.choice([0, 1, 1000, 8192, 65535]), ws=R.choice([None, 0, 2, 7, 14, 15]), sack=R.random() < .6, fin=False, sent=[]) for _ in (0, 1)]
        state = "new"
        for i in range(R.randrange(4, 40)):
            d = R.choice([0, 1]); me, peer = side[d], side[1 - d]
            r = R.random()
            flags, seq, ack, data, opts = 0x10, me["seq"], peer["seq"], b"", b""
            syn_opts = b"\2\4\5\xb4" + (b"\3\3" + bytes([me["ws"]]) if me["ws"] is not None else b"") + (b"\4\2" if me["sack"] else b"")
            if state == "new":
                x = R.random()
                if x < .85: d = 0; me, peer = side[0], side[1]; flags, seq, ack, opts = 2, me["seq"], 0, b"\2\4\5\xb4" + (b"\3\3" + bytes([me["ws"]]) if me["ws"] is not None else b"") + (b"\4\2" if me["sack"] else b"")
                else: d = 0; me, peer = side[0], side[1]; flags = R.choice([0x10, 0x18, 0x12, 4, 0x14, 0x11, 1, 0, 0x2, 3, 0x3f])
                state = "syn"; first = True
            elif state == "syn" and r < .75:
                d = 1; me, peer = side[1], side[0]
                x = R.random()
                opts = b"\2\4\5\xb4" + (b"\3\3" + bytes([me["ws"]]) if me["ws"] is not None else b"") + (b"\4\2" if me["sack"] else b"")
                if x < .75: flags, ack = 0x12, peer["seq"] + 1; state = "synack"; side[0]["seq"] += 1; side[1]["adv"] = 1
                elif x < .82: flags, ack = 0x14, peer["seq"] + 1; seq = 0
                elif x < .9: flags, ack = 2, 0; state = "synack"; side[0]["seq"] += 1; side[1]["adv"] = 1   # simultaneous open
                elif x < .95: flags, ack, opts = 0x10, R.randrange(2**32), b""       # challenge ack
                else: flags, ack = 0x12, peer["seq"] + R.choice([0, 2, 1000]); 
            elif state == "synack" and r < .75:
                if side[1].pop("adv", None): side[1]["seq"] += 1
                d = 0; me, peer = side[0], side[1]; seq, ack = me["seq"], peer["seq"]; state = "est"
            else:
                if side[1].pop("adv", None): side[1]["seq"] += 1; seq, ack = me["seq"], peer["seq"]
                x = R.random()
                if x < .35: n = R.choice([1, 10, 100, 300]); data = bytes(n); flags = 0x18; me["seq"] += n
                elif x < .45: pass
                elif x < .50: flags = 0x11; me["seq"] += 1
                elif x < .54: flags = 4; ack = 0; seq += R.choice([0, 0, 1, -1, 100, -100, 70000, 2**31])
                elif x < .57: flags = 0x14; seq += R.choice([0, 0, 1, -1, 100, -100, 70000]); ack += R.choice([0, 0, 1000])
                elif x < .61: flags, opts = 2, syn_opts; seq = R.choice([me["seq"], me["seq"] + 1, R.randrange(2**32)]); ack = 0; me["newsyn"] = seq
                elif x < .65: flags, opts = 0x12, syn_opts; ack = peer.get("newsyn", peer["seq"]) + R.choice([1, 1, 0])
                elif x < .70: seq += R.choice([-1, 1, 1000, -1000, 65535, 70000, -70000, 2**31, 10**6]); data = bytes(R.choice([0, 0, 1, 500])); 
                elif x < .76: ack += R.choice([-1, 1, 1000, -1000, 65535, -66001, 70000, -70000, 2**31])
                elif x < .79: flags = R.choice([0, 1, 3, 6, 7, 0x29, 0x3f, 0x30, 0x31, 0x13, 0x15, 0xd8, 8])
                elif x < .82: seq -= 1  # keepalive
                elif x < .86:  # sack
                    n = R.randrange(1, 4); opts = b"\1\1\5" + bytes([2 + 8 * n])
                    for _ in range(n):
                        a = ack + R.choice([10, 100, 2000, 100000]); opts += struct.pack("!II", a & 0xffffffff, a + 500 & 0xffffffff)
                elif x < .88: opts = b"\1\1\x08\x0a" + struct.pack("!II", 1, 2)
                elif x < .93: me["repeat"] = R.randrange(2, 6)
                elif x < .96: me["win"] = R.choice([0, 1, 500, 65535])
                else: opts = bytes(R.randrange(256) for _ in range(R.choice([4, 8, 12])))
            for _ in range(me.pop("repeat", 1)):
                yield d, host(d), host(1 - d), (sp, 80) if d == 0 else (80, sp), flags, seq, ack, me["win"], opts, data

def main_tcp():
    g = tcp_run()
    for _ in range(steps):
        d, s, t, (a, b), f, seq, ack, win, opts, data = next(g)
        pkt = ip(s, t, 6, tcp(a, b, f, seq, ack, win, opts, data), bad=R.random() < .02)
        if R.random() < .01: pkt = pkt[:R.randrange(24, 36)] if False else pkt
        if pkt: inject(d, pkt)

def icmp(t, c, i, n, rest=None): return struct.pack("!BBHHH", t, c, 0, i, 1) + bytes(n)

def main_dgram():
    seen = []   # (direction it came in, packet in, packet out)
    ports = [1, 53, 511, 512, 700, 1023, 1024, 4000, 5353, 65535]
    hosts0 = [1, 3, 4, 5]
    for n in range(steps):
        r = R.random()
        what = R.choice(["udp", "udp", "icmp", "tcp"]) if kind not in ("udp", "udp6", "icmp", "icmp6") else kind[:4].replace("icmp", "icmp").rstrip("6")
        P6, IC = V6, 58 if V6 else 1
        if r < .4 or not seen:
            h, p = R.choice(hosts0), R.choice(ports)
            dst = host(1, R.choice([1, 3, 4]))
            if kind in ("dnat", "dnatrange", "dnat6", "ttl"): dst = host(0, 2)
            if what == "udp": l4, pr = udp(p, R.choice([53, 80]), R.randrange(0, 30)), 17
            elif what == "tcp": l4, pr = tcp(p, 80, 2, R.randrange(2**32), 0, 1000), 6
            else:
                t = (R.choice([128, 128, 128, 129, 139, 140]) if V6 else R.choice([8, 8, 8, 8, 13, 15, 17, 0, 14])); l4, pr = icmp(t, R.choice([0, 0, 0, 1]), p, R.choice([0, 8, 20])), IC
            # a source port that somebody else's flow has would be mapped to a random one: the replay could not know it
            key = (pr, p, dst, l4[2:4] if pr != IC else l4[0:2])
            pkt = ip(host(0, h), dst, pr, l4, bad=R.random() < .05)
            if rules and ("masq" in rules or "snat" in rules) and any(k == key and hh != h for k, hh in used): continue
            used.append((key, h))
            out = inject(0, pkt)
            if out: seen.append((0, pkt, out))
        elif r < .8:
            d, pin, pout = R.choice(seen)
            # an answer to what came out
            p = pout
            off = 40 if V6 else 20
            s, t = (p[24:40], p[8:24]) if V6 else (p[16:20], p[12:16])
            fam = socket.AF_INET6 if V6 else socket.AF_INET
            s, t = socket.inet_ntop(fam, s), socket.inet_ntop(fam, t)
            pr = p[6] if V6 else p[9]
            l4 = bytearray(p[off:])
            if pr in (17, 6): l4[0:2], l4[2:4] = p[off+2:off+4], p[off:off+2]
            if pr == 6: l4[13] = R.choice([0x12, 0x12, 0x14]); l4[8:12] = struct.pack("!I", (struct.unpack("!I", p[off+4:off+8])[0] + 1) & 0xffffffff)
            if pr == IC:
                inv = {8: 0, 0: 8, 13: 14, 14: 13, 15: 16, 17: 18, 128: 129, 129: 128, 139: 140}
                if l4[0] not in inv: continue
                l4[0] = inv[l4[0]]
            pkt = ip(s, t, pr, bytes(l4), bad=R.random() < .05)
            out = inject(1 - d, pkt)
            if out and R.random() < .5: seen.append((1 - d, pkt, out))
        elif r < .97:
            d, pin, pout = R.choice(seen)
            p = bytearray(pout)
            # an error about what came out
            fam = socket.AF_INET6 if V6 else socket.AF_INET
            s, t = (p[24:40], p[8:24]) if V6 else (p[16:20], p[12:16])
            s, t = socket.inet_ntop(fam, bytes(s)), socket.inet_ntop(fam, bytes(t))
            x = R.random()
            if x < .1: s = host(1 - d, 7)              # a router on the way
            elif x < .15: t = host(d, 8) if not V6 else t   # to somebody else
            elif x < .25: p[(40 if V6 else 20) + 1] ^= 1   # about nothing
            ty, co = R.choice([(1, 0), (1, 4), (2, 0), (3, 0), (4, 1), (127, 0)] if V6 else [(3, 0), (3, 1), (3, 3), (3, 4), (3, 13), (11, 0), (11, 1), (12, 0), (4, 0), (5, 1), (19, 0)])
            q = bytes(p[:R.choice([28, 28, 40, 48, 60, 200, 24] if not V6 else [48, 48, 60, 200, 44])])
            pkt = ip(s, t, IC, struct.pack("!BBHI", ty, co, 0, 0) + q, bad=R.random() < .05)
            inject(1 - d, pkt)
        else:
            pkt = ip(host(0, 1), host(1, 1), R.choice([253, 47, 99]), bytes(R.randrange(256) if i > 3 else 0 for i in range(20)))
            inject(0, pkt)
        if R.random() < .03: time.sleep(2.1 if R.random() < .3 else 0.3)

used = []
print("rules", rules)
main_tcp() if kind.startswith("tcp") else main_dgram()
rows = [l.split() for l in open("/proc/net/stat/nf_conntrack")]
for k, name in enumerate(rows[0]):
    v = sum(int(r[k], 16) for r in rows[1:])
    if name != "entries" and v: print("!", name, v)
