package io.rxpath.socket.core.app;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The head of one HTTP/1.x request (RFC 9112 2 to 7). A malformed head is not an exception but a {@link #status} that
 * says how to refuse it.
 */
final class HttpRequest {
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    /** 200 when the request is well-formed, else the status to refuse it with. */
    int status = 200;

    /** The method; case matters. */
    String method = "";

    /** Path of the target, without query. */
    String path = "";

    /** False when the connection ends with the answer. */
    boolean keepAlive;

    /** Bytes of the body that follows. */
    long contentLength;

    private boolean hasHost;
    private boolean hasLength;
    private boolean hasTransferCoding;
    private boolean wantsClose;
    private boolean wantsKeepAlive;
    private boolean expectsContinue;
    private boolean version11;

    private HttpRequest() {}

    /**
     * Index behind the blank line that ends the head in {@code a[from, to)}, or -1. A line ends with LF; a CR before it
     * belongs to the line end (RFC 9112 2.2). {@code scanned} bytes from {@code from} on are known to hold no end.
     */
    static int endOfHead(byte[] a, int from, int to, int scanned) {
        // The blank line may begin up to two bytes before what is new.
        for (int i = Math.max(from, from + scanned - 2); i < to; i++) {
            if (a[i] != '\n') {
                continue;
            }
            int next = i + 1;
            if (next < to && a[next] == '\r') {
                next++;
            }
            if (next < to && a[next] == '\n') {
                return next + 1;
            }
        }
        return -1;
    }

    /** Parses the head in {@code a[from, to)}, blank line included. */
    static HttpRequest parse(byte[] a, int from, int to) {
        // ISO-8859-1 keeps every byte, so that what is compared is what was sent (RFC 9110 5.5).
        String[] lines = new String(a, from, to - from, StandardCharsets.ISO_8859_1).split("\n", -1);
        HttpRequest request = new HttpRequest();
        request.requestLine(withoutCr(lines[0]));
        for (int i = 1; i < lines.length && request.status == 200; i++) {
            String line = withoutCr(lines[i]);
            if (line.isEmpty()) {
                break;
            }
            request.field(line);
        }
        if (request.status == 200) {
            request.finish();
        }
        return request;
    }

    private static String withoutCr(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    private void requestLine(String line) {
        int first = line.indexOf(' ');
        int second = line.indexOf(' ', first + 1);
        if (first < 0 || second < 0 || line.indexOf(' ', second + 1) >= 0 || !isToken(line.substring(0, first))) {
            status = 400;
            return;
        }
        method = line.substring(0, first);
        String target = line.substring(first + 1, second);
        String version = line.substring(second + 1);
        if (!version.matches("HTTP/[0-9]\\.[0-9]") || target.isEmpty() || !isVisible(target)) {
            status = 400;
            return;
        }
        if (version.charAt(5) != '1') {
            status = 505;
            return;
        }
        version11 = version.charAt(7) != '0';
        path = path(target);
    }

    /** Origin form, absolute form, or anything else as it stands (RFC 9112 3.2). */
    private static String path(String target) {
        String path = target;
        if (target.regionMatches(true, 0, "http://", 0, 7)) {
            int slash = target.indexOf('/', 7);
            path = slash < 0 ? "/" : target.substring(slash);
        }
        int end = path.indexOf('?');
        return end < 0 ? path : path.substring(0, end);
    }

    private void field(String line) {
        int colon = line.indexOf(':');
        // A name with space around it is how requests are smuggled; a folded line has no name (RFC 9112 5.1, 5.2).
        if (colon < 1 || !isToken(line.substring(0, colon))) {
            status = 400;
            return;
        }
        String value = line.substring(colon + 1).strip();
        if (value.indexOf('\r') >= 0 || value.indexOf('\0') >= 0) {
            status = 400;
            return;
        }
        switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "host" -> {
                if (hasHost) {
                    status = 400;
                }
                hasHost = true;
            }
            case "content-length" -> length(value);
            case "transfer-encoding" -> hasTransferCoding = true;
            case "connection" -> {
                for (String option : value.toLowerCase(Locale.ROOT).split(",", -1)) {
                    wantsClose |= option.strip().equals("close");
                    wantsKeepAlive |= option.strip().equals("keep-alive");
                }
            }
            case "expect" -> expectsContinue = value.equalsIgnoreCase("100-continue");
            default -> {
                // Nothing else changes the answer.
            }
        }
    }

    private void length(String value) {
        if (!value.matches("[0-9]{1,18}")) {
            status = 400;
            return;
        }
        long length = Long.parseLong(value);
        if (hasLength && length != contentLength) {
            status = 400;
        }
        hasLength = true;
        contentLength = length;
    }

    private void finish() {
        if (version11 && !hasHost || hasTransferCoding && hasLength) {
            status = 400;
        } else if (hasTransferCoding) {
            // We need no body, and without decoding it we cannot know where the next request begins.
            status = 501;
        }
        // Whoever asked before sending its body may or may not send it after a refusal: we could not tell
        // (RFC 9110 10.1.1).
        keepAlive = status == 200
                && !wantsClose
                && (version11 || wantsKeepAlive)
                && !(expectsContinue && version11 && contentLength > 0);
    }

    private static boolean isToken(String s) {
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letter && TOKEN_MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return !s.isEmpty();
    }

    private static boolean isVisible(String s) {
        for (int i = 0; i < s.length(); i++) {
            if (s.charAt(i) <= ' ' || s.charAt(i) == 0x7f) {
                return false;
            }
        }
        return true;
    }
}
