package io.rxpath.socket.process;

import io.rxpath.skb.IpAddress;
import io.rxpath.socket.core.syscall.Epoll;
import io.rxpath.socket.core.syscall.MsgHdr;
import io.rxpath.socket.core.syscall.Poll;
import io.rxpath.socket.core.syscall.SockAddr;
import io.rxpath.socket.core.syscall.SystemCalls;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A system call as JSON: {@code {"call": "recv", "args": [4, "AAAA", 3, 0]}}, in the order of {@link SystemCalls}. Bytes are
 * in base 64. What a call writes to its arguments comes back in the same form.
 */
public final class CallJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private CallJson() {}

    /**
     * The method a request is for.
     *
     * @throws IllegalArgumentException if there is no such call, or it takes another number of arguments
     */
    public static Method method(String name, int args) {
        for (Method method : SystemCalls.class.getMethods()) {
            if (!method.isDefault() && method.getName().equals(name) && method.getParameterCount() == args) {
                return method;
            }
        }
        throw new IllegalArgumentException("there is no system call " + name + " with " + args + " arguments");
    }

    /** The request that makes a call. */
    public static String request(Method method, @Nullable Object[] args) {
        ObjectNode request = JSON.createObjectNode();
        request.put("call", method.getName());
        request.set("args", arguments(args));
        return JSON.writeValueAsString(request);
    }

    /** Text as JSON. */
    public static JsonNode parse(String text) {
        return JSON.readTree(text);
    }

    /** All arguments as they are now. */
    public static ArrayNode arguments(@Nullable Object[] args) {
        ArrayNode all = JSON.createArrayNode();
        for (Object arg : args) {
            all.add(node(arg));
        }
        return all;
    }

    /**
     * The arguments of a request.
     *
     * @throws IllegalArgumentException naming the one that is not what the call takes
     */
    public static @Nullable Object[] arguments(Method method, JsonNode args) {
        Type[] types = method.getGenericParameterTypes();
        @Nullable Object[] values = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            try {
                values[i] = value(types[i], args.path(i));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(
                        method.getName() + ": argument " + (i + 1) + ": " + args.path(i) + " is no "
                                + types[i].getTypeName(),
                        e);
            }
        }
        return values;
    }

    /** A value as JSON: a number, bytes, a struct, a list of structs, numbers by name, or null. */
    public static JsonNode node(@Nullable Object value) {
        if (value == null) {
            return JSON.nullNode();
        }
        if (value instanceof byte[] bytes) {
            return JSON.valueToTree(Base64.getEncoder().encodeToString(bytes));
        }
        if (value instanceof List<?> list) {
            return arguments(list.toArray());
        }
        if (value instanceof Integer || value instanceof Long || value instanceof int[] || value instanceof Map<?, ?>) {
            return JSON.valueToTree(value);
        }
        return struct(value);
    }

    private static ObjectNode struct(Object value) {
        ObjectNode struct = JSON.createObjectNode();
        if (value instanceof SockAddr a) {
            return struct.put("family", a.family())
                    .put("address", a.address().toString())
                    .put("port", a.port());
        }
        if (value instanceof Epoll e) {
            return struct.put("events", e.events()).put("data", e.data());
        }
        if (value instanceof Poll.Fd fd) {
            return struct.put("fd", fd.fd).put("events", fd.events).put("revents", fd.revents);
        }
        if (value instanceof MsgHdr.Cmsg c) {
            struct.put("level", c.level()).put("type", c.type()).put("value", c.value());
            struct.set("fields", arguments(c.fields().toArray()));
            return struct;
        }
        if (value instanceof MsgHdr msg) {
            struct.put("flags", msg.flags);
            struct.set("iov", arguments(msg.iov.toArray()));
            struct.set("control", arguments(msg.control.toArray()));
            struct.set("name", node(msg.name));
            return struct;
        }
        throw new IllegalArgumentException("no JSON for " + value.getClass());
    }

    /** A value of this type; the counterpart of {@link #node}. */
    public static @Nullable Object value(Type type, JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        return switch (type.getTypeName()) {
            case "int" -> number(node);
            case "long" -> node.longValue();
            case "byte[]" -> Base64.getDecoder().decode(node.stringValue());
            case "int[]" -> JSON.treeToValue(node, int[].class);
            case "io.rxpath.socket.core.syscall.SockAddr" ->
                new SockAddr(
                        number(node.path("family")),
                        IpAddress.parse(node.path("address").stringValue()),
                        number(node.path("port")));
            case "io.rxpath.socket.core.syscall.Epoll" -> epoll(node);
            case "io.rxpath.socket.core.syscall.MsgHdr" -> message(node);
            case "java.util.List<io.rxpath.socket.core.syscall.Poll$Fd>" -> polled(node);
            case "java.util.List<io.rxpath.socket.core.syscall.Epoll>" -> epolls(node);
            case "java.util.Map<java.lang.String, java.lang.Long>" -> {
                Map<String, Long> numbers = new TreeMap<>();
                node.properties()
                        .forEach(e -> numbers.put(e.getKey(), e.getValue().longValue()));
                yield numbers;
            }
            default -> throw new IllegalArgumentException("no value of " + type.getTypeName());
        };
    }

    private static int number(JsonNode node) {
        if (!node.isIntegralNumber()) {
            throw new IllegalArgumentException(node + " is no number");
        }
        return node.intValue();
    }

    private static Epoll epoll(JsonNode node) {
        return new Epoll(number(node.path("events")), node.path("data").longValue());
    }

    private static List<Epoll> epolls(JsonNode node) {
        List<Epoll> list = new ArrayList<>();
        node.forEach(each -> list.add(epoll(each)));
        return list;
    }

    private static List<Poll.Fd> polled(JsonNode node) {
        List<Poll.Fd> list = new ArrayList<>();
        for (JsonNode each : node) {
            Poll.Fd fd = new Poll.Fd(number(each.path("fd")), number(each.path("events")));
            fd.revents = number(each.path("revents"));
            list.add(fd);
        }
        return list;
    }

    private static MsgHdr message(JsonNode node) {
        MsgHdr msg = new MsgHdr();
        for (JsonNode buffer : node.path("iov")) {
            msg.iov.add((byte[]) value(byte[].class, buffer));
        }
        for (JsonNode c : node.path("control")) {
            List<Long> fields = new ArrayList<>();
            c.path("fields").forEach(field -> fields.add(field.longValue()));
            msg.control.add(new MsgHdr.Cmsg(
                    number(c.path("level")), number(c.path("type")), number(c.path("value")), List.copyOf(fields)));
        }
        msg.name = (SockAddr) value(SockAddr.class, node.path("name"));
        msg.flags = number(node.path("flags"));
        return msg;
    }

    /** Puts into {@code into}, an argument of a call, what the call has written to the copy of it that {@code node} shows. */
    @SuppressWarnings("unchecked") // lists of SystemCalls hold what their parameters say
    public static void copyBack(Type type, @Nullable Object into, JsonNode node) {
        if (into == null) {
            return;
        }
        Object found = value(type, node);
        if (into instanceof byte[] bytes && found instanceof byte[] from) {
            System.arraycopy(from, 0, bytes, 0, bytes.length);
        } else if (into instanceof MsgHdr msg && found instanceof MsgHdr from) {
            messageBack(msg, from);
        } else if (into instanceof List<?> list && found instanceof List<?> from && !from.isEmpty()) {
            listBack((List<Object>) list, (List<Object>) from);
        }
    }

    private static void messageBack(MsgHdr msg, MsgHdr from) {
        for (int i = 0; i < msg.iov.size(); i++) {
            byte[] to = msg.iov.get(i);
            byte[] bytes = from.iov.get(i);
            if (to != null && bytes != null) {
                System.arraycopy(bytes, 0, to, 0, to.length);
            }
        }
        msg.control.clear();
        msg.control.addAll(from.control);
        msg.flags = from.flags;
    }

    private static void listBack(List<Object> list, List<Object> from) {
        if (from.get(0) instanceof Poll.Fd) {
            for (int i = 0; i < list.size(); i++) {
                ((Poll.Fd) list.get(i)).revents = ((Poll.Fd) from.get(i)).revents;
            }
        } else {
            list.clear();
            list.addAll(from);
        }
    }
}
