package io.rxpath.socket.core;

import io.rxpath.socket.core.app.Application;
import io.rxpath.socket.core.app.Discard;
import io.rxpath.socket.core.app.Echo;
import io.rxpath.socket.core.app.HttpServer;
import io.rxpath.socket.core.app.SlowReader;

/** Which program an {@link AppKind} stands for (kernel fs/exec.c execve). */
final class Programs {
    private Programs() {}

    /** A program that has read nothing yet. */
    static Application start(App app) {
        return switch (app.kind()) {
            case SINK -> new Discard();
            case SLOW -> new SlowReader(app.bytes(), app.everyNanos());
            case ECHO -> new Echo();
            case HTTP -> new HttpServer();
        };
    }
}
