#!/usr/bin/env python3
"""Plays cases against this machine's kernel, several at a time: record.py ORACLE_DIR OUT_DIR JOBS CASE.json...

The kernel oracle's own steps and results; what is added is speed. A worker keeps its trace for all its cases, a case is a fork
in namespaces of its own, and what ip(8) has to do is said to it at once. Writes OUT_DIR/NAME.json; a line "NAME.json: why" for
each case that could not be played, on standard output. Needs what the oracle needs; nothing else may use it meanwhile.
"""
import json
import os
import struct
import sys
import time
import traceback

oracle_dir, out, jobs, cases = os.path.abspath(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4:]
sys.path.insert(0, oracle_dir)
import kernel                                                               # noqa: E402
import oracle                                                               # noqa: E402
import packets                                                              # noqa: E402

# With an interval of 1 ms the listener reports of new addresses are over soon.
REPORTS = "net.ipv6.conf.default.mldv2_unsolicited_report_interval"
plain_sh, plain_init, plain_fates, plain_l4 = kernel.sh, kernel.Host.__init__, kernel.frame_fates, packets.parse_l4
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


def host_init(self, case):
    global waiting, quiet_host
    quiet_host = self if case.get("sysctl", {}).get(REPORTS) == "1" else None
    together = case.get("napi", "softirq") == "softirq"
    waiting = [] if together else None
    plain_init(self, case)
    if together:
        flush()
        waiting = None
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


def play(path, trace):
    def begun(host):
        trace.begin()
        return trace

    kernel.sh, kernel.Host.__init__, oracle.frame_fates, oracle.Trace = sh, host_init, fates, begun
    packets.parse_l4 = parse_l4
    case = json.load(open(path))
    if case.get("ae"):
        with_ae()
    case.setdefault("name", os.path.splitext(os.path.basename(path))[0])
    result, _ = oracle.Run(case, os.path.dirname(os.path.abspath(path))).run()
    oracle.dump(result, os.path.join(out, case["name"] + ".json"))


def why(error):
    last = traceback.format_exception_only(error)[-1].strip().splitlines()
    return last[0] if last else repr(error)


def work(mine):
    kernel.enter_fresh_namespaces()
    trace = Trace()
    try:
        for path in mine:
            pid = os.fork()
            if pid == 0:
                try:
                    play(path, trace)
                except BaseException as e:
                    print(f"{os.path.basename(path)}: {why(e)}", flush=True)
                os._exit(0)
            os.waitpid(pid, 0)
    finally:
        trace.remove()


def main():
    os.makedirs(out, exist_ok=True)
    for case in cases:
        old = os.path.join(out, os.path.basename(case))
        if os.path.exists(old):
            os.remove(old)
    workers = []
    for k in range(jobs):
        pid = os.fork()
        if pid == 0:
            work(cases[k::jobs])
            os._exit(0)
        workers.append(pid)
    bad = 0
    for pid in workers:
        bad |= os.waitpid(pid, 0)[1]
    return 1 if bad else 0


sys.exit(main())
