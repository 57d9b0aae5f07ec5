package io.rxpath.tcp.core.state;

import io.rxpath.skb.IpAddress;
import io.rxpath.skb.Layer;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.MalformedRecordException;
import io.rxpath.skb.StateWriter;
import io.rxpath.skb.TcpMib;
import io.rxpath.tcp.core.output.SendQueue;
import io.rxpath.tcp.core.output.SkStream;
import io.rxpath.tcp.core.queue.OfoSkb;
import io.rxpath.tcp.core.queue.OutOfOrderQueue;
import io.rxpath.tcp.core.queue.SkMem;
import io.rxpath.tcp.core.sock.ListenSock;
import io.rxpath.tcp.core.sock.PathMtus;
import io.rxpath.tcp.core.sock.RequestSock;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpMetrics;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;
import io.rxpath.tcp.core.sock.TimewaitSock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Stores what changed and brings it back: one part for the stack, one for each path that is narrow, one for
 * each peer with which Fast Open was tried, one for each socket, one for each segment in an
 * out-of-order queue, one for each write that is not acknowledged. Segments and writes never change, so that a long queue
 * costs its length once. No kernel counterpart: a kernel's sockets die with it.
 */
public final class TcpStateStore {
    private static final int VERSION = 4;

    private final TcpNet net;
    private final PartWriter buffer = new PartWriter();
    private final OfoParts parts = new OfoParts();
    private final Map<Long, byte[]> socks = new TreeMap<>();
    private final Map<Long, byte[]> requests = new TreeMap<>();
    private final Map<Long, byte[]> timewaits = new TreeMap<>();
    private boolean counted;

    /** The store of a stack. */
    public TcpStateStore(TcpNet net) {
        this.net = net;
    }

    /** Writes the parts that changed since the last call. */
    public void saveDirty(StateWriter writer) {
        for (byte[] key : net.deletedKeys) {
            writer.delete(key);
        }
        net.deletedKeys.clear();
        for (int i = 0; i < net.dirty.size(); i++) {
            SockCommon sk = net.dirty.get(i);
            sk.dirty = false;
            byte[] key = StateKeys.of(kind(sk), sk.id);
            boolean open = sk instanceof TcpSock tp && net.gone.get(tp.cookie()) == tp;
            if (!sk.hashed && !open) {
                if (sk.stored) {
                    writer.delete(key);
                    sk.stored = false;
                }
                continue;
            }
            sk.stored = true;
            writer.put(key, encode(sk, writer));
        }
        net.dirty.clear();
        for (ListenSock sk : net.hash.listeners()) {
            if (sk.dirty) {
                sk.dirty = false;
                sk.stored = true;
                writer.put(StateKeys.listener(sk.cookie), MiniSockCodec.encode(buffer, sk));
            }
        }
        for (IpAddress peer : net.paths.takeChanged()) {
            PathMtus.Path path = net.paths.get(peer);
            if (path == null) {
                writer.delete(StateKeys.path(peer));
            } else {
                writer.put(StateKeys.path(peer), MiniSockCodec.encode(buffer, path));
            }
        }
        for (TcpMetrics.Pair pair : net.metrics.takeChanged()) {
            TcpMetrics.Fastopen entry = net.metrics.get(pair);
            if (entry == null) {
                writer.delete(StateKeys.metrics(pair));
            } else {
                writer.put(StateKeys.metrics(pair), MiniSockCodec.encode(buffer, entry));
            }
        }
        writer.put(StateKeys.stack(), stack());
    }

    private static byte kind(SockCommon sk) {
        if (sk instanceof TcpSock) {
            return StateKeys.SOCK;
        }
        return sk instanceof RequestSock ? StateKeys.REQUEST : StateKeys.TIMEWAIT;
    }

    private byte[] encode(SockCommon sk, StateWriter writer) {
        if (sk instanceof RequestSock req) {
            return MiniSockCodec.encode(buffer, req);
        }
        if (sk instanceof TimewaitSock tw) {
            return MiniSockCodec.encode(buffer, tw);
        }
        TcpSock tp = (TcpSock) sk;
        for (OfoSkb skb = tp.ooo.first(); skb != null; skb = OutOfOrderQueue.after(skb)) {
            put(tp, skb, writer);
        }
        put(tp, tp.orphanFin, writer);
        for (int i = tp.sendQueue.size() - 1; i >= 0; i--) {
            SendQueue.Chunk chunk = tp.sendQueue.get(i);
            if (chunk.stored) {
                break;
            }
            writer.put(StateKeys.write(tp.id, chunk.offset), chunk.bytes);
            chunk.stored = true;
        }
        return TcpSockCodec.encode(buffer, tp);
    }

    private static void put(TcpSock tp, @Nullable OfoSkb entry, StateWriter writer) {
        for (OfoSkb s = entry; s != null; s = s.next) {
            if (!s.stored) {
                writer.put(StateKeys.ofo(tp.id, s.id), OfoParts.encode(s));
                s.stored = true;
            }
        }
    }

    private byte[] stack() {
        PartWriter w = buffer;
        w.u8(VERSION);
        w.i64(net.lastId);
        w.i64(net.unknownCommands);
        w.i64(net.challengeSecond);
        w.i32(net.challengeCount);
        w.i32(net.tfoActiveDisableTimes);
        w.i64(net.tfoActiveDisableStamp);
        named(w, net.tcp.nonZero());
        named(w, net.linux.nonZero());
        LedgerSnapshot ledger = net.ledger.snapshot(net.held);
        w.i64(ledger.received());
        w.i64(ledger.delivered());
        named(w, ledger.dropped());
        named(w, ledger.consumed());
        overflows(w);
        for (long value : net.memory.stored()) {
            w.i64(value);
        }
        return w.take();
    }

    /** The listeners of the settings have no part of their own. */
    private void overflows(PartWriter w) {
        int n = 0;
        for (ListenSock sk : net.hash.listeners()) {
            n += sk.cookie == 0 && sk.synqOverflow != 0 ? 1 : 0;
        }
        w.i32(n);
        int index = 0;
        for (ListenSock sk : net.hash.listeners()) {
            if (sk.cookie == 0 && sk.synqOverflow != 0) {
                w.i32(index);
                w.i32(sk.settings.port());
                w.i64(sk.synqOverflow);
            }
            index++;
        }
    }

    private void overflows(PartReader r) {
        int n = r.i32();
        for (int i = 0; i < n; i++) {
            int wanted = r.i32();
            int port = r.i32();
            long stamp = r.i64();
            int index = 0;
            for (ListenSock sk : net.hash.listeners()) {
                // Other settings than before: the stamp may belong to nobody.
                if (index++ == wanted && sk.settings.port() == port) {
                    sk.synqOverflow = stamp;
                }
            }
        }
    }

    private static void named(PartWriter w, Map<String, Long> values) {
        w.i32(values.size());
        values.forEach((name, value) -> {
            w.text(name);
            w.i64(value);
        });
    }

    private static Map<String, Long> named(PartReader r) {
        Map<String, Long> values = new HashMap<>();
        int n = r.i32();
        for (int i = 0; i < n; i++) {
            values.put(r.text(), r.i64());
        }
        return values;
    }

    /**
     * Takes one part.
     *
     * @throws MalformedRecordException for a key or a part that no version of this stack has written
     */
    public void load(byte[] key, byte[] value) {
        if (key.length == 1 && key[0] == StateKeys.STACK) {
            loadStack(value);
            return;
        }
        if (key.length == 9) {
            long id = StateKeys.get64(key, 1);
            switch (key[0]) {
                case StateKeys.SOCK -> socks.put(id, value);
                case StateKeys.REQUEST -> requests.put(id, value);
                case StateKeys.TIMEWAIT -> timewaits.put(id, value);
                case StateKeys.LISTENER -> net.hash.addListener(MiniSockCodec.listener(net.settings, id, value));
                default -> throw unknownKey(key);
            }
            return;
        }
        if (key.length == StateKeys.METRICS_LENGTH && key[0] == StateKeys.METRICS) {
            net.metrics.put(StateKeys.metrics(key), MiniSockCodec.metrics(value));
            return;
        }
        if (key.length != 17) {
            throw unknownKey(key);
        }
        long cookie = StateKeys.get64(key, 1);
        long number = StateKeys.get64(key, 9);
        switch (key[0]) {
            case StateKeys.OFO -> parts.segment(cookie, (int) number, value);
            case StateKeys.PATH -> net.paths.put(new IpAddress(cookie, number), MiniSockCodec.path(value));
            case StateKeys.WRITE -> parts.chunk(cookie, number, value);
            default -> throw unknownKey(key);
        }
    }

    private static MalformedRecordException unknownKey(byte[] key) {
        return new MalformedRecordException(0, "no stored part has a key of " + key.length + " bytes like this");
    }

    private void loadStack(byte[] value) {
        PartReader r = new PartReader(value, VERSION, "the stack");
        net.lastId = r.i64();
        net.unknownCommands = r.i64();
        net.challengeSecond = r.i64();
        net.challengeCount = r.i32();
        net.tfoActiveDisableTimes = r.i32();
        net.tfoActiveDisableStamp = r.i64();
        Map<String, Long> tcp = named(r);
        for (TcpMib mib : TcpMib.values()) {
            net.tcp.set(mib, tcp.getOrDefault(mib.fullName(), 0L));
        }
        Map<String, Long> linux = named(r);
        for (LinuxMib mib : LinuxMib.values()) {
            net.linux.set(mib, linux.getOrDefault(mib.fullName(), 0L));
        }
        long received = r.i64();
        long delivered = r.i64();
        Map<String, Long> dropped = named(r);
        Map<String, Long> consumed = named(r);
        overflows(r);
        net.memory.restore(r.i64(), r.i64(), r.i64());
        r.end("the stack");
        net.ledger.restore(new LedgerSnapshot(Layer.TCP, received, delivered, dropped, consumed, 0));
        counted = true;
    }

    /** Makes the sockets of the parts, counts the listeners' queues and arms the timers. */
    public void loaded() {
        List<SockCommon> loaded = new ArrayList<>();
        socks.forEach((id, part) -> loaded.add(TcpSockCodec.decode(id, part, parts)));
        requests.forEach((id, part) -> loaded.add(MiniSockCodec.request(id, part)));
        timewaits.forEach((id, part) -> loaded.add(MiniSockCodec.timewait(id, part)));
        if (!counted && !loaded.isEmpty()) {
            throw new MalformedRecordException(0, "sockets are stored, but not the stack they belong to");
        }
        for (SockCommon sk : loaded) {
            sk.stored = true;
            if (sk instanceof TcpSock tp && tp.state() == TcpState.CLOSE) {
                tp.destroyed = true;
                link(tp);
                net.gone.put(tp.cookie(), tp);
                continue;
            }
            link(sk);
            net.hash.insert(sk);
            net.timers.update(sk);
        }
        countMemory(loaded);
        socks.clear();
        requests.clear();
        timewaits.clear();
    }

    /** What is charged follows from the queues. */
    private void countMemory(List<SockCommon> loaded) {
        long pages = 0;
        int sockets = net.hash.listeners().size();
        int orphans = 0;
        for (SockCommon sk : loaded) {
            if (sk instanceof TcpSock tp) {
                tp.wmemQueued = tp.destroyed ? 0 : (int) SkStream.wmemQueued(tp);
                pages += SkMem.granted(tp);
                sockets++;
                orphans += tp.dead ? 1 : 0;
                SkStream.restored(net, tp);
                if (tp.hashed) {
                    net.timers.update(tp);
                }
            }
        }
        net.memory.counted(pages, sockets, orphans);
    }

    private void link(SockCommon sk) {
        long cookie =
                sk instanceof TcpSock tp ? tp.listenerCookie : sk instanceof RequestSock req ? req.listenerCookie : 0;
        ListenSock listener = cookie == 0 ? net.hash.lookupListener(sk.flow, sk.boundDev) : net.hash.listener(cookie);
        if (sk instanceof TcpSock tp) {
            tp.listener = listener;
            if (tp.fastopenRsk != null) {
                tp.fastopenRsk.listener = listener;
                if (listener != null) {
                    listener.fastopenQlen++;
                }
            }
            if (listener != null && !tp.accepted) {
                listener.ackBacklog++;
            }
            hold(tp);
        } else if (sk instanceof RequestSock req && listener != null) {
            listener.reqskAdded(req);
        }
    }

    private void hold(TcpSock tp) {
        for (OfoSkb skb = tp.ooo.first(); skb != null; skb = OutOfOrderQueue.after(skb)) {
            net.held += skb.segments();
        }
        OfoSkb fin = tp.orphanFin;
        net.held += fin == null ? 0 : fin.segments();
    }
}
