package io.rxpath.socket.core.app;

import io.rxpath.skb.FlowKey;
import java.nio.charset.StandardCharsets;

/** The answer to one request, ready to send (RFC 9112 4, RFC 9110 15). */
final class HttpResponse {
    private HttpResponse() {}

    /**
     * Header and, unless the method is HEAD, body.
     *
     * @param status 200 for a well-formed request, which may still be refused here; else why it was refused before
     * @param request the request; only its method and path are read, and only with status 200
     * @param keepAlive what the answer says about the connection
     * @param flow the connection, shown on the page
     * @param now the answer's date, epoch nanoseconds
     */
    static byte[] of(int status, HttpRequest request, boolean keepAlive, FlowKey flow, long now) {
        boolean head = request.method.equals("HEAD");
        int answer = status;
        if (answer == 200 && !head && !request.method.equals("GET")) {
            answer = 405;
        } else if (answer == 200 && !request.path.equals("/")) {
            answer = 404;
        }
        return write(answer, head, keepAlive, flow, now);
    }

    /** The refusal of a head that was not even parsed. */
    static byte[] refusal(int status, FlowKey flow, long now) {
        return write(status, false, false, flow, now);
    }

    private static byte[] write(int status, boolean head, boolean keepAlive, FlowKey flow, long now) {
        String reason = reason(status);
        String body = status == 200
                ? page(flow)
                : "<!DOCTYPE html>\n<title>" + status + "</title>\n<h1>" + status + ' ' + reason + "</h1>\n";
        byte[] bodyBytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder s = new StringBuilder(256);
        s.append("HTTP/1.1 ").append(status).append(' ').append(reason).append("\r\n");
        s.append("Date: ").append(HttpDate.format(now)).append("\r\n");
        s.append("Server: rxpath\r\n");
        if (status == 405) {
            s.append("Allow: GET, HEAD\r\n");
        }
        s.append("Content-Type: text/html; charset=utf-8\r\n");
        s.append("Content-Length: ").append(bodyBytes.length).append("\r\n");
        s.append("Connection: ").append(keepAlive ? "keep-alive" : "close").append("\r\n\r\n");
        byte[] header = s.toString().getBytes(StandardCharsets.US_ASCII);
        if (head) {
            return header;
        }
        byte[] all = new byte[header.length + bodyBytes.length];
        System.arraycopy(header, 0, all, 0, header.length);
        System.arraycopy(bodyBytes, 0, all, header.length, bodyBytes.length);
        return all;
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 431 -> "Request Header Fields Too Large";
            case 501 -> "Not Implemented";
            case 505 -> "HTTP Version Not Supported";
            default -> throw new IllegalArgumentException("no reason phrase for status " + status);
        };
    }

    private static String page(FlowKey flow) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head><meta charset="utf-8"><title>rxpath</title></head>
                <body>
                <h1>rxpath</h1>
                <p>The receive path of the Linux kernel, taken apart: network card, softirq, IP, TCP and sockets are five
                services, and the <code>sk_buff</code>s between them are records.</p>
                <p>Your request came up through all of them on the connection</p>
                <pre>%s</pre>
                </body>
                </html>
                """.formatted(flow.toString().replace("<", "&lt;"));
    }
}
