package io.rxpath.ip.core.xtables;

import java.util.List;

/** Match comment, which every packet passes (kernel net/netfilter/xt_comment.c). */
final class XtComment extends XtMatch {
    private static final int MAX_LENGTH = 255;

    private String comment = "";

    XtComment() {
        super("comment", List.of(XtOpt.arg("comment").must()));
    }

    @Override
    void option(String name, String arg, boolean invert) {
        if (arg.length() > MAX_LENGTH) {
            throw new XtProblem(
                    "comment: string of \"--comment\" has " + arg.length() + " characters, at most " + MAX_LENGTH);
        }
        comment = arg;
    }

    @Override
    boolean match(XtPacket p) {
        return true;
    }

    @Override
    void save(StringBuilder out) {
        out.append(" --comment");
        XtValues.quote(out, comment);
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" /* ").append(comment).append(" */");
    }
}
