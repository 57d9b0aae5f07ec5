package io.rxpath.socket.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.skb.IpAddress;
import io.rxpath.socket.core.syscall.Epoll;
import io.rxpath.socket.core.syscall.MsgHdr;
import io.rxpath.socket.core.syscall.Outcome;
import io.rxpath.socket.core.syscall.Poll;
import io.rxpath.socket.core.syscall.SockAddr;
import io.rxpath.socket.core.syscall.SystemCalls;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class CallJsonTest {
    /** What arrives of a call with these arguments. */
    private static @Nullable Object[] sent(String name, @Nullable Object... args) {
        Method method = CallJson.method(name, args.length);
        JsonNode request = CallJson.parse(CallJson.request(method, args));
        assertThat(request.path("call").stringValue()).isEqualTo(name);
        return CallJson.arguments(method, request.path("args"));
    }

    @Test
    void shouldCarryNumbersBytesAndAddresses() {
        SockAddr to = new SockAddr(SockAddr.AF_INET6, IpAddress.parse("fd3d::1"), 8080);
        assertThat(sent("connect", 3, to)).containsExactly(3, to);
        assertThat(sent("connect", 3, null)).containsExactly(3, null);
        assertThat(sent("send", 4, new byte[] {0, -1, 7}, 3, 0x40)).containsExactly(4, new byte[] {0, -1, 7}, 3, 0x40);
        assertThat(sent("read", 4, null, 10)).containsExactly(4, null, 10);
        assertThat(sent("epollCtl", 5, 1, 4, new Epoll(Epoll.ET | 1, -2)))
                .containsExactly(5, 1, 4, new Epoll(Epoll.ET | 1, -2));
    }

    @Test
    void shouldCarryMessages() {
        MsgHdr msg = MsgHdr.of(new byte[] {1, 2});
        msg.iov.add(null);
        msg.control.add(new MsgHdr.Cmsg(6, 36, 1000));
        msg.control.add(new MsgHdr.Cmsg(1, 37, 0, List.of(1L << 40, 5L)));
        msg.flags = 32;
        MsgHdr found = (MsgHdr) sent("recvmsg", 4, msg, 0)[1];
        assertThat(found.iov).containsExactly(new byte[] {1, 2}, null);
        assertThat(found.control).containsExactlyElementsOf(msg.control);
        assertThat(found.flags).isEqualTo(32);
        assertThat(found.name).isNull();
    }

    @Test
    void shouldBringBackWhatACallHasWritten() {
        byte[] buffer = new byte[3];
        back("read", 1, buffer, new byte[] {1, 2, 3});
        assertThat(buffer).containsExactly(1, 2, 3);

        List<Poll.Fd> fds = List.of(new Poll.Fd(4, Poll.IN));
        Poll.Fd ready = new Poll.Fd(4, Poll.IN);
        ready.revents = Poll.IN;
        back("poll", 0, fds, List.of(ready));
        assertThat(fds.get(0).revents).isEqualTo(Poll.IN);

        List<Epoll> events = new ArrayList<>();
        back("epollWait", 1, events, List.of(new Epoll(1, 9)));
        assertThat(events).containsExactly(new Epoll(1, 9));

        MsgHdr msg = MsgHdr.of(new byte[2]);
        MsgHdr written = MsgHdr.of(new byte[] {5, 6});
        written.flags = 1;
        written.control.add(new MsgHdr.Cmsg(6, 36, 3));
        back("recvmsg", 1, msg, written);
        assertThat(msg.iov.get(0)).containsExactly(5, 6);
        assertThat(msg.flags).isEqualTo(1);
        assertThat(msg.control).containsExactly(new MsgHdr.Cmsg(6, 36, 3));
    }

    private static void back(String call, int index, Object into, Object written) {
        int args = call.equals("epollWait") ? 4 : call.equals("poll") ? 2 : 3;
        Type type = CallJson.method(call, args).getGenericParameterTypes()[index];
        CallJson.copyBack(type, into, CallJson.node(written));
    }

    /** Whatever a call takes or returns has a form. */
    @Test
    void shouldKnowEveryTypeOfEveryCall() {
        SockAddr address = new SockAddr(2, IpAddress.parse("10.9.0.2"), 1);
        Map<Class<?>, Object> examples = Map.of(
                int.class,
                1,
                long.class,
                2L,
                byte[].class,
                new byte[1],
                int[].class,
                new int[] {3, 4},
                SockAddr.class,
                address,
                Epoll.class,
                new Epoll(1, 2),
                MsgHdr.class,
                new MsgHdr(),
                List.class,
                List.of(),
                Map.class,
                Map.of("tcpi_state", 1L));
        Set<String> names = new HashSet<>();
        for (Method method : SystemCalls.class.getMethods()) {
            if (method.isDefault()) {
                continue;
            }
            assertThat(names.add(method.getName() + "/" + method.getParameterCount()))
                    .as("one of the name and the number of arguments of " + method)
                    .isTrue();
            List<Type> types = new ArrayList<>(List.of(method.getGenericParameterTypes()));
            List<Class<?>> classes = new ArrayList<>(List.of(method.getParameterTypes()));
            if (method.getReturnType() != Outcome.class) {
                types.add(method.getGenericReturnType());
                classes.add(method.getReturnType());
            }
            for (int i = 0; i < types.size(); i++) {
                Object example = examples.get(classes.get(i));
                assertThat(example).as(method + ": " + types.get(i)).isNotNull();
                assertThat(CallJson.value(types.get(i), CallJson.node(example)))
                        .as(method.toString())
                        .isInstanceOf(example.getClass().isArray() ? example.getClass() : Object.class);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            fork | []               | there is no system call fork with 0 arguments
            read | [3]              | there is no system call read with 1 arguments
            read | [3, 7, 1]        | read: argument 2: 7 is no byte[]
            shutdown | [3, "all"]   | shutdown: argument 2: "all" is no int
            """)
    void shouldRefuseWhatIsNoCall(String name, String args, String message) {
        JsonNode list = CallJson.parse(args);
        assertThatThrownBy(() -> CallJson.arguments(CallJson.method(name, list.size()), list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
