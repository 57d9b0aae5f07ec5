package io.rxpath.socket.core.syscall;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An epoll instance: files it watches, and the list of those that may be ready, in the order in which they became so.
 *
 * <p>Kernel: fs/eventpoll.c ep_insert(), ep_modify(), ep_poll_callback(), ep_send_events().
 */
final class EventPoll extends SysFile {
    private static final int PRIVATE_BITS = Epoll.WAKEUP | Epoll.ONESHOT | Epoll.ET | Epoll.EXCLUSIVE;
    private static final int EXCLUSIVE_OK =
            Poll.IN | Poll.OUT | Poll.ERR | Poll.HUP | Epoll.WAKEUP | Epoll.ET | Epoll.EXCLUSIVE;
    private static final int INOUT = Poll.IN | Poll.OUT;

    /** struct epitem. */
    private final class Item extends WaitQueue.Entry {
        private final SysFile file;
        private int events;
        private long data;

        Item(SysFile file, int events, long data) {
            super((events & Epoll.EXCLUSIVE) != 0);
            this.file = file;
            this.events = events;
            this.data = data;
        }

        /** ep_poll_callback(). */
        @Override
        boolean woken(int key) {
            boolean taken = false;
            boolean disabled = (events & ~PRIVATE_BITS) == 0;
            if (!disabled && (key == 0 || (key & events) != 0)) {
                ready.add(this);
                boolean sleeper = !waiters.isEmpty();
                taken = sleeper && exclusive && takes(key);
                waiters.wake(Poll.IN);
            }
            return taken || !exclusive;
        }

        private boolean takes(int key) {
            int inout = key & INOUT;
            return inout == 0 || (events & inout) == inout || inout == INOUT;
        }

        /** ep_item_poll(). */
        int revents() {
            return file.poll() & events;
        }
    }

    private final Map<SysFile, Item> items = new LinkedHashMap<>();
    private final LinkedHashSet<Item> ready = new LinkedHashSet<>();

    EventPoll() {}

    /** epoll_ctl(). */
    int ctl(int op, @Nullable SysFile file, @Nullable Epoll event) {
        if (event == null && op != Epoll.CTL_DEL) {
            return -Errno.EFAULT;
        }
        if (file == null) {
            return -Errno.EBADF;
        }
        if (file == this) {
            return -Errno.EINVAL;
        }
        int events = event == null ? 0 : event.events();
        Item item = items.get(file);
        if (op != Epoll.CTL_DEL && (events & Epoll.EXCLUSIVE) != 0) {
            boolean allowed = op == Epoll.CTL_ADD && !(file instanceof EventPoll) && (events & ~EXCLUSIVE_OK) == 0;
            if (!allowed) {
                return -Errno.EINVAL;
            }
        }
        return switch (op) {
            case Epoll.CTL_ADD -> item != null ? -Errno.EEXIST : insert(file, events, event == null ? 0 : event.data());
            case Epoll.CTL_DEL -> item == null ? -Errno.ENOENT : remove(file, item);
            case Epoll.CTL_MOD -> item == null ? -Errno.ENOENT : modify(item, events, event == null ? 0 : event.data());
            default -> -Errno.EINVAL;
        };
    }

    private int insert(SysFile file, int events, long data) {
        Item item = new Item(file, events | Poll.ERR | Poll.HUP, data);
        items.put(file, item);
        file.waiters.add(item);
        readyNow(item);
        return 0;
    }

    private int modify(Item item, int events, long data) {
        if (item.exclusive) {
            return -Errno.EINVAL;
        }
        item.events = events | Poll.ERR | Poll.HUP;
        item.data = data;
        readyNow(item);
        return 0;
    }

    private void readyNow(Item item) {
        if (item.revents() != 0 && ready.add(item)) {
            waiters.wake(Poll.IN);
        }
    }

    private int remove(SysFile file, Item item) {
        item.leave();
        items.remove(file);
        ready.remove(item);
        return 0;
    }

    /** eventpoll_release(): the file's last descriptor is closed. */
    void forget(SysFile file) {
        Item item = items.get(file);
        if (item != null) {
            remove(file, item);
        }
    }

    /** ep_send_events(): those that are ready, at most {@code max}. Level-triggered ones stay in line, at its end. */
    List<Epoll> take(int max) {
        List<Epoll> found = new ArrayList<>();
        List<Item> again = new ArrayList<>();
        for (Item item : List.copyOf(ready)) {
            if (found.size() >= max) {
                break;
            }
            ready.remove(item);
            int revents = item.revents();
            if (revents == 0) {
                continue;
            }
            found.add(new Epoll(revents, item.data));
            if ((item.events & Epoll.ONESHOT) != 0) {
                item.events &= PRIVATE_BITS;
            } else if ((item.events & Epoll.ET) == 0) {
                again.add(item);
            }
        }
        ready.addAll(again);
        return found;
    }

    @Override
    int poll() {
        for (Item item : ready) {
            if (item.revents() != 0) {
                return Poll.IN | Poll.RDNORM;
            }
        }
        return 0;
    }

    @Override
    void release(long now) {
        for (Item item : items.values()) {
            item.leave();
        }
        items.clear();
        ready.clear();
    }

    /** epoll_wait(). */
    static final class Wait extends FileWait {
        private final EventPoll ep;
        private final int max;
        private final List<Epoll> found;

        Wait(EventPoll ep, int max, List<Epoll> found) {
            super(ep);
            this.ep = ep;
            this.max = max;
            this.found = found;
        }

        @Override
        long attempt(long now) {
            found.clear();
            found.addAll(ep.take(max));
            return found.isEmpty() ? WAITS : found.size();
        }

        @Override
        long expired(long now) {
            return 0;
        }
    }
}
