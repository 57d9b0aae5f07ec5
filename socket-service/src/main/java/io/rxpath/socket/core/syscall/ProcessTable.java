package io.rxpath.socket.core.syscall;

import io.rxpath.skb.SockCookie;
import io.rxpath.skb.SockEvent;
import io.rxpath.socket.core.EphemeralPorts;
import io.rxpath.socket.core.ProcessSockets;
import io.rxpath.socket.core.SocketBooks;
import io.rxpath.socket.core.SocketStat;
import io.rxpath.socket.core.TcpQueueRcv;
import io.rxpath.socket.core.TcpRecvmsg;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A process: its sockets by cookie, and its system calls that wait (kernel struct task_struct on wait queues). Calls that
 * are woken go on in the order in which they were woken.
 */
final class ProcessTable implements ProcessSockets {
    /** The place of a call in a wait queue; a woken call runs later, as a woken process does. */
    private final class Waiter extends WaitQueue.Entry {
        private final Call call;

        Waiter(Call call, boolean exclusive) {
            super(exclusive);
            this.call = call;
        }

        @Override
        boolean woken(int key) {
            if (call.runnable) {
                return false;
            }
            call.runnable = true;
            runnable.add(call);
            wakeups++;
            return true;
        }
    }

    final Kernel kernel;
    final SocketBooks books;
    final TcpQueueRcv queueRcv;
    final TcpRecvmsg recvmsg;
    private final EphemeralPorts ports;
    final FileTable files = new FileTable();
    private final Map<Long, TcpSocket> sockets = new HashMap<>();
    /** In the order in which they began: those whose time ends together end in it. */
    private final Map<Call, WaitQueue.Entry> waiting = new LinkedHashMap<>();

    private final ArrayDeque<Call> runnable = new ArrayDeque<>();
    private final long firstCookie;
    private long cookies;
    private long wakeups;

    /** @param number of the process, so that its cookies are its own */
    ProcessTable(Kernel kernel, SocketBooks books, EphemeralPorts ports, int number) {
        this.ports = ports;
        this.kernel = kernel;
        this.books = books;
        this.queueRcv = new TcpQueueRcv(books);
        this.recvmsg = new TcpRecvmsg(books);
        this.firstCookie = (long) number << 32;
    }

    /** How often a call that waited was woken. */
    long wakeups() {
        return wakeups;
    }

    long newCookie() {
        return SockCookie.process(firstCookie + cookies++);
    }

    void add(TcpSocket socket) {
        sockets.put(socket.cookie, socket);
    }

    void remove(TcpSocket socket) {
        sockets.remove(socket.cookie);
    }

    /** A free port for a socket that was not bound (inet_csk_get_port with port 0). */
    int ephemeralPort(SockOptions options) {
        return ports.next(options.portRange());
    }

    /** Sockets that are bound or connected, for bind()'s conflicts. */
    List<TcpSocket> sockets() {
        return new ArrayList<>(sockets.values());
    }

    /** A file is closed for good: no epoll instance watches it any more. */
    void forget(SysFile file) {
        for (SysFile other : files.all()) {
            if (other instanceof EventPoll poll) {
                poll.forget(file);
            }
        }
    }

    /** Lets a call begin; it waits at most until its deadline. */
    <C extends Call> C start(C call, long deadline, boolean exclusive) {
        long now = kernel.now();
        long result = call.attempt(now);
        if (result == Call.WAITS && deadline <= now && !call.isUnderWay()) {
            result = call.expired(now);
        }
        if (result != Call.WAITS) {
            call.done(result, now);
            return call;
        }
        call.deadline(deadline);
        Waiter waiter = new Waiter(call, exclusive);
        call.wait(waiter);
        waiting.put(call, waiter);
        return call;
    }

    /** TCP has answered a call. */
    void resume(Call call) {
        if (!call.runnable) {
            call.runnable = true;
            runnable.add(call);
        }
    }

    private void finish(Call call, long result, long now) {
        call.done(result, now);
        WaitQueue.Entry entry = waiting.remove(call);
        if (entry != null) {
            entry.leave();
        }
    }

    @Override
    public boolean receive(SockEvent event, long now) {
        if (event.kind() == SockEvent.Kind.NEW) {
            TcpSocket listener = sockets.get(event.value());
            if (listener == null) {
                return false;
            }
            if (sockets.containsKey(event.cookie())) {
                books.count(SocketStat.EVENT_REPEAT, 1);
                return true;
            }
            TcpSocket child = TcpSocket.child(listener, event);
            add(child);
            listener.enqueue(child);
            return true;
        }
        TcpSocket socket = sockets.get(event.cookie());
        if (socket == null) {
            return false;
        }
        socket.receive(event, now);
        if (socket.closing && socket.sk.dead) {
            remove(socket);
        }
        return true;
    }

    @Override
    public void run(long now) {
        for (Call call = runnable.poll(); call != null; call = runnable.poll()) {
            call.runnable = false;
            books.count(SocketStat.WAKEUPS, 1);
            if (!call.isDone()) {
                long result = call.attempt(now);
                if (result == Call.WAITS && call.deadline() <= now && !call.isUnderWay()) {
                    result = call.expired(now);
                }
                if (result != Call.WAITS) {
                    finish(call, result, now);
                }
            }
        }
    }

    @Override
    public long nextTimeoutNanos() {
        if (!runnable.isEmpty()) {
            return kernel.now();
        }
        long next = Long.MAX_VALUE;
        for (Call call : waiting.keySet()) {
            next = call.isUnderWay() ? next : Math.min(next, call.deadline());
        }
        return next;
    }

    @Override
    public void onTimeout(long now) {
        for (Call call : List.copyOf(waiting.keySet())) {
            if (call.deadline() <= now && !call.isUnderWay()) {
                long result = call.attempt(now);
                if (result != Call.WAITS || !call.isUnderWay()) {
                    finish(call, result == Call.WAITS ? call.expired(now) : result, now);
                }
            }
        }
    }
}
