package io.rxpath.socket.core.syscall;

import java.util.List;

/** Events of poll() and epoll (kernel include/uapi/linux/eventpoll.h), and poll() itself (fs/select.c do_sys_poll). */
public final class Poll {
    public static final int IN = 0x1;
    public static final int PRI = 0x2;
    public static final int OUT = 0x4;
    public static final int ERR = 0x8;
    public static final int HUP = 0x10;
    public static final int NVAL = 0x20;
    public static final int RDNORM = 0x40;
    public static final int RDBAND = 0x80;
    public static final int WRNORM = 0x100;
    public static final int WRBAND = 0x200;
    public static final int RDHUP = 0x2000;

    /** What sock_def_readable() says. */
    static final int READABLE = IN | PRI | RDNORM | RDBAND;
    /** What sk_stream_write_space() says. */
    static final int WRITABLE = OUT | WRNORM | WRBAND;

    /** struct pollfd. */
    public static final class Fd {
        /** The file; negative for none. */
        public final int fd;
        /** Events asked for. */
        public final int events;
        /** Events found. */
        public int revents;

        /** Asks for {@code events} of {@code fd}. */
        public Fd(int fd, int events) {
            this.fd = fd;
            this.events = events;
        }
    }

    private Poll() {}

    /** poll(): looks at every file, and waits for all of them. */
    static final class PollCall extends Call {
        private final FileTable files;
        private final List<Fd> fds;

        PollCall(FileTable files, List<Fd> fds) {
            this.files = files;
            this.fds = fds;
        }

        @Override
        long attempt(long now) {
            int ready = 0;
            for (Fd fd : fds) {
                fd.revents = 0;
                if (fd.fd >= 0) {
                    SysFile file = files.get(fd.fd);
                    fd.revents = file == null ? NVAL : file.poll() & (fd.events | ERR | HUP);
                }
                ready += fd.revents != 0 ? 1 : 0;
            }
            return ready > 0 ? ready : WAITS;
        }

        @Override
        long expired(long now) {
            return 0;
        }

        @Override
        void wait(WaitQueue.Entry entry) {
            for (Fd fd : fds) {
                SysFile file = fd.fd < 0 ? null : files.get(fd.fd);
                if (file != null) {
                    file.waiters.add(entry);
                }
            }
        }
    }
}
