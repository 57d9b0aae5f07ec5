package io.rxpath.socket.core.syscall;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** struct msghdr: what sendmsg() sends and where recvmsg() writes (kernel include/linux/socket.h). */
public final class MsgHdr {
    /**
     * A control message.
     *
     * @param level cmsg_level
     * @param type cmsg_type
     * @param value its number
     * @param fields the members of one that is a struct, in their order, otherwise empty
     */
    public record Cmsg(int level, int type, int value, List<Long> fields) {
        /** One that is a number. */
        public Cmsg(int level, int type, int value) {
            this(level, type, value, List.of());
        }
    }

    /** The buffers (msg_iov); a null stands for an address that is none. */
    public final List<byte @Nullable []> iov = new ArrayList<>();

    /** Control messages: those to send, or those that recvmsg() has written. */
    public final List<Cmsg> control = new ArrayList<>();

    /** Where to send to, or null (msg_name). */
    public @Nullable SockAddr name;

    /** recvmsg() has set these flags (msg_flags). */
    public int flags;

    /** With one buffer. */
    public static MsgHdr of(byte @Nullable [] buffer) {
        MsgHdr msg = new MsgHdr();
        msg.iov.add(buffer);
        return msg;
    }

    /** Bytes of all buffers; those of null ones are not known and count 0. */
    int length() {
        int n = 0;
        for (byte[] buffer : iov) {
            n += buffer == null ? 0 : buffer.length;
        }
        return n;
    }
}
