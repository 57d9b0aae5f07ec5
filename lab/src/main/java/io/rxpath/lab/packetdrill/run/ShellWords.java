package io.rxpath.lab.packetdrill.run;

import io.rxpath.lab.packetdrill.eval.CodeRun;
import java.util.ArrayList;
import java.util.List;

/** Splits shell text into commands, pipelines and words: quotes, comments, arithmetic, redirections to /dev/null. */
final class ShellWords {
    /**
     * One pipeline.
     *
     * @param line its line in the text, from 0
     * @param stages its commands, words each
     */
    record Pipeline(int line, List<List<String>> stages) {}

    private final String text;
    private final List<Pipeline> pipelines = new ArrayList<>();
    private List<List<String>> stages = new ArrayList<>();
    private List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;
    private int line;

    private ShellWords(String text) {
        this.text = text;
    }

    /**
     * The pipelines of a text, in order; those joined with && are several.
     *
     * @throws IllegalArgumentException naming what is not supported
     */
    static List<Pipeline> split(String text) {
        ShellWords shell = new ShellWords(text);
        while (shell.at < text.length()) {
            shell.next();
        }
        shell.endCommand();
        return shell.pipelines;
    }

    private void next() {
        char c = text.charAt(at);
        if (text.startsWith("\\\n", at)) {
            endWord();
            at += 2;
            line++;
        } else if (c == '\n' || c == ';' || text.startsWith("&&", at)) {
            endCommand();
            at += c == '&' ? 2 : 1;
            line += c == '\n' ? 1 : 0;
        } else if (text.startsWith("||", at)) {
            throw new IllegalArgumentException("'||' in a command is not supported");
        } else if (c == '|') {
            endStage();
            at++;
        } else if (Character.isWhitespace(c)) {
            endWord();
            at++;
        } else if (c == '#' && !inWord) {
            skipComment();
        } else if (c == '"' || c == '\'') {
            quoted(c);
        } else if (text.startsWith("$((", at)) {
            arithmetic();
        } else if (c == '$' || c == '`' || c == '<') {
            substitution(c);
        } else {
            plain(c);
        }
    }

    private void plain(char c) {
        if (c == '\\' && at + 1 < text.length()) {
            at++;
        }
        word.append(text.charAt(at++));
        inWord = true;
    }

    private void substitution(char c) {
        String pid = "${PPID}";
        if (!text.startsWith(pid, at)) {
            throw new IllegalArgumentException("'" + c + "' in a command is not supported");
        }
        word.append(pid);
        inWord = true;
        at += pid.length();
    }

    private void skipComment() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    private void quoted(char quote) {
        inWord = true;
        at++;
        while (at < text.length() && text.charAt(at) != quote) {
            if (quote == '"' && text.startsWith("$((", at)) {
                arithmetic();
            } else {
                line += text.charAt(at) == '\n' ? 1 : 0;
                word.append(text.charAt(at++));
            }
        }
        if (at >= text.length()) {
            throw new IllegalArgumentException("a quote in a command has no end");
        }
        at++;
    }

    private void arithmetic() {
        int end = text.indexOf("))", at);
        if (end < 0) {
            throw new IllegalArgumentException("'$((' in a command has no end");
        }
        word.append(CodeRun.value(text.substring(at + 3, end)));
        inWord = true;
        at = end + 2;
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
    }

    private void endStage() {
        endWord();
        List<String> kept = withoutRedirections(words);
        if (!kept.isEmpty()) {
            stages.add(kept);
        }
        words = new ArrayList<>();
    }

    private void endCommand() {
        endStage();
        if (!stages.isEmpty()) {
            pipelines.add(new Pipeline(line, stages));
        }
        stages = new ArrayList<>();
    }

    private static List<String> withoutRedirections(List<String> words) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String w = words.get(i);
            if (w.equals(">") || w.equals("2>") || w.equals("&>")) {
                i++;
                if (i == words.size() || !words.get(i).equals("/dev/null")) {
                    throw new IllegalArgumentException("redirections to files are not supported");
                }
            } else if (!w.equals("2>&1") && !w.equals(">/dev/null") && !w.equals("2>/dev/null")) {
                kept.add(w);
            }
        }
        return kept;
    }
}
