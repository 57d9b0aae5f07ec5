#!/usr/bin/env python3
"""Plays cases against this machine's kernel, several at a time: record.py [--twice] ORACLE_DIR OUT_DIR JOBS CASE.json...

The kernel oracle's own steps and results; what is added is speed. A worker keeps its trace for all its cases, a case is a fork
in namespaces of its own, and what ip(8) has to do is said to it at once. Writes OUT_DIR/NAME.json; a line "NAME.json: why" for
each case that could not be played, on standard output. Needs what the oracle needs; nothing else may use it meanwhile.

With --twice everything is played a second time; what was different then is named and left out, but for what the host of
the case before still had to free. A case of TCP with timers is steady with JOBS 1 only.
"""
import json
import os
import struct
import subprocess
import sys
import tempfile
import time
import traceback

twice = sys.argv[1:2] == ["--twice"]
arguments = sys.argv[2 if twice else 1:]
if len(arguments) < 4 or not arguments[2].isdigit() or arguments[2] == "0" or not os.path.isfile(f"{arguments[0]}/oracle.py"):
    sys.exit("usage: record.py [--twice] ORACLE_DIR OUT_DIR JOBS CASE.json...   (ORACLE_DIR holds oracle.py)")
oracle_dir, out, jobs, cases = os.path.abspath(arguments[0]), arguments[1], int(arguments[2]), arguments[3:]
sys.path.insert(0, oracle_dir)
import kernel                                                               # noqa: E402
import oracle                                                               # noqa: E402
import packets as pk                                                        # noqa: E402

# With an interval of 1 ms the listener reports of new addresses are over soon.
REPORTS = "net.ipv6.conf.default.mldv2_unsolicited_report_interval"
plain_sh, plain_init, plain_fates, plain_l4 = kernel.sh, kernel.Host.__init__, kernel.frame_fates, pk.parse_l4
plain_build = oracle.Run.build_l4
waiting = None      # commands of ip(8) that nothing has needed yet
quiet_host = None   # the host whose listener reports are awaited before its first rule could count them


def flush():
    global waiting
    if waiting:
        commands, waiting = waiting, []
        plain_sh(" && ".join(commands))


def sh(command, **kw):
    """Commands of ip(8) wait for each other while a host is set up."""
    global quiet_host
    if waiting is None:
        return plain_sh(command, **kw)
    if quiet_host is not None and (not isinstance(command, str) or "tables" in command):
        host, quiet_host = quiet_host, None
        flush()
        be_quiet(host)
    if isinstance(command, str) and command.startswith("ip ") and not kw:
        waiting.append(command)
        return ""
    flush()
    return plain_sh(command, **kw)


def be_quiet(host):
    """Waits until nothing has been sent for a while, and takes what was: on a busy machine a report comes late."""
    before, same = None, 0
    for _ in range(40):
        now = open("/proc/net/snmp6").read()
        same = same + 1 if now == before else 0
        if same >= 3:
            break
        before = now
        time.sleep(0.04)
    for fd in host.taps.values():
        try:
            while os.read(fd, 70000):
                pass
        except BlockingIOError:
            continue


def await_addresses():
    """Until a packet to them is not for somebody else: a device comes up when the kernel gets to it, on a busy machine late."""
    for _ in range(200):
        addresses = [line.split() for line in open("/proc/net/if_inet6")]
        local = [line.split()[0] for line in open("/proc/net/ipv6_route") if line.split()[1] == "80"]
        if all(a[0] in local and not int(a[4], 16) & 0x40 for a in addresses):
            break
        time.sleep(0.01)


def host_init(self, case):
    global waiting, quiet_host
    quiet_host = self if case.get("sysctl", {}).get(REPORTS) == "1" else None
    together = case.get("napi", "softirq") == "softirq"
    waiting = [] if together else None
    plain_init(self, case)
    if together:
        flush()
        waiting = None
    await_addresses()
    if quiet_host is not None:
        be_quiet(self)


def parse_l4(p, proto, seg):
    """A router passes on what is too short for its protocol: of that only the length is known."""
    try:
        plain_l4(p, proto, seg)
    except (IndexError, struct.error):
        for key in ("type", "code", "rest", "data"):
            p.pop(key, None)
        p["proto"], p["len"] = f"ip-{proto}", len(seg)


class Trace:
    """One instance for all cases of a worker: its events are switched on once."""

    def __init__(self):
        self.dir = f"{kernel.TRACEFS}/instances/record{os.getpid()}"
        os.mkdir(self.dir)
        self.put("tracing_on", "0")
        self.put("trace_clock", "mono")
        self.put("buffer_size_kb", "4096")
        for e in kernel.EVENTS:
            self.put(f"events/{e}/enable", "1")

    def put(self, name, value):
        with open(f"{self.dir}/{name}", "w") as f:
            f.write(value)

    def begin(self):
        self.put("trace", "")
        self.put("tracing_on", "1")

    stop = kernel.Trace.stop
    LINE = kernel.Trace.LINE

    def close(self):
        """The instance stays for the next case."""

    def remove(self):
        for e in kernel.EVENTS:
            self.put(f"events/{e}/enable", "0")
        os.rmdir(self.dir)


def fates(events, frames, own_pids, devices):
    """Frames of other workers' hosts go in by devices of the same names: theirs only take addresses out of ours."""
    mine = []
    for e in events:
        if e["event"].endswith(("_entry", "_exit")):
            if e["pid"] not in own_pids or "dev=" in e["text"] and not any(f"dev={d} " in e["text"] + " " for d in devices):
                continue
        elif e["event"] == "netif_receive_skb" and e["pid"] not in own_pids:
            e = {**e, "text": e["text"].replace("dev=", "dev=another-")}
        mine.append(e)
    return plain_fates(mine, frames, own_pids, devices)


def with_ae():
    """The flag AE, written N, which the oracle does not know: in segments of the peer, and of the host."""
    pk, plain, parse = oracle.pk, oracle.pk.tcp, oracle.pk.parse_l4

    def tcp(src, dst, sport, dport, seq, ack, flags, win, data=b"", opts=b"", urg=0, csum=None, doff=None):
        if "N" not in flags:
            return plain(src, dst, sport, dport, seq, ack, flags, win, data, opts, urg, csum, doff)
        seg = bytearray(plain(src, dst, sport, dport, seq, ack, flags.replace("N", ""), win, data, opts, urg, 0, doff))
        seg[12] |= 1
        return pk.fill_checksum(bytes(seg), 16, src, dst, 6, csum)

    def parse_l4(p, proto, seg):
        parse(p, proto, seg)
        if proto == 6 and seg[12] & 1:
            p["flags"] += "N"

    pk.tcp, pk.parse_l4 = tcp, parse_l4


def build_l4(self, s, iface):
    """{"icmp": [type, code], "quote": "c0", "seq": 0, "mtu": 1280}: an error about a segment of the host, from the peer."""
    if "quote" not in s:
        return plain_build(self, s, iface)
    c = self.conns[s["quote"]]
    kind, code = s["icmp"]
    seq = s.get("seq", 0)
    tcp = pk.tcp(c.dst, c.src, c.dport, c.sport, (c.host_isn or 0) + seq, 0, "A", 0, b"", b"", 0, None, None)
    seg = pk.icmp(c.src, c.dst, kind, code, s.get("mtu", 0), pk.ip(c.dst, c.src, 6, tcp, id=0), s.get("csum"))
    return c.src, c.dst, 58 if ":" in c.src else 1, seg, f"icmp {kind}/{code} about {c.name} seq={seq}"


def play(path, trace, folder):
    def begun(host):
        trace.begin()
        return trace

    kernel.sh, kernel.Host.__init__, oracle.frame_fates, oracle.Trace = sh, host_init, fates, begun
    pk.parse_l4 = parse_l4
    oracle.Run.build_l4 = build_l4
    case = json.load(open(path))
    if case.get("ae"):
        with_ae()
    case.setdefault("name", os.path.splitext(os.path.basename(path))[0])
    result, _ = oracle.Run(case, os.path.dirname(os.path.abspath(path))).run()
    oracle.dump(result, os.path.join(folder, case["name"] + ".json"))


def why(error):
    last = traceback.format_exception_only(error)[-1].strip().splitlines()
    return last[0] if last else repr(error)


def work(mine, folder):
    kernel.enter_fresh_namespaces()
    trace = Trace()
    try:
        for path in mine:
            pid = os.fork()
            if pid == 0:
                try:
                    play(path, trace, folder)
                except BaseException as e:
                    print(f"{os.path.basename(path)}: {why(e)}", flush=True)
                os._exit(0)
            os.waitpid(pid, 0)
    finally:
        trace.remove()


def record(folder):
    """Plays all cases; true if no worker ended badly."""
    os.makedirs(folder, exist_ok=True)
    for case in cases:
        old = os.path.join(folder, os.path.basename(case))
        if os.path.exists(old):
            os.remove(old)
    workers = []
    for k in range(jobs):
        pid = os.fork()
        if pid == 0:
            work(cases[k::jobs], folder)
            os._exit(0)
        workers.append(pid)
    return not any([os.waitpid(pid, 0)[1] for pid in workers])


# What a namespace that ends still has to free is traced while the next case runs.
FREED_LATER = {"QUEUE_PURGE@skb_queue_purge_reason", "FRAG_REASM_TIMEOUT@inet_frag_rbtree_purge"}


def without_leftovers(folder, name, copies):
    result = json.load(open(os.path.join(folder, name)))
    result["other_drops"] = [drop for drop in result.get("other_drops", []) if drop not in FREED_LATER]
    os.makedirs(copies, exist_ok=True)
    copy = os.path.join(copies, name)
    with open(copy, "w") as f:
        json.dump(result, f)
    return copy


def keep_the_same(again):
    """Takes away what was different the second time; true if something is left."""
    kept = 0
    for name in sorted(os.path.basename(case) for case in cases):
        if not os.path.exists(os.path.join(out, name)):
            continue
        difference = "not recorded the second time"
        if os.path.exists(os.path.join(again, name)):
            both = [without_leftovers(folder, name, f"{again}/{which}") for which, folder in (("first", out), ("second", again))]
            found = subprocess.run([sys.executable, f"{oracle_dir}/compare.py", *both], capture_output=True, text=True)
            if found.returncode == 0:
                kept += 1
                continue
            difference = found.stdout.strip() or found.stderr.strip()
        print("\n".join(f"{name}: not the same twice: {line}" for line in difference.splitlines()))
        os.remove(os.path.join(out, name))
    print(f"{kept} recorded, {len(cases) - kept} left out")
    return kept > 0


def main():
    good = record(out)
    if twice:
        with tempfile.TemporaryDirectory() as again:
            good = record(again) and good
            good = keep_the_same(again) and good
    return 0 if good else 1


sys.exit(main())
