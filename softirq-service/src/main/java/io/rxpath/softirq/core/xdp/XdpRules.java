package io.rxpath.softirq.core.xdp;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.EthernetHeader;
import java.util.ArrayList;
import java.util.List;

/**
 * A program in the match language that the package describes. Immutable.
 *
 * <p>Kernel: what a program of include/uapi/linux/bpf.h enum xdp_action would be compiled to; the language is our own.
 */
public final class XdpRules implements XdpProgram {
    private final List<String> texts;
    private final XdpRule[] rules;

    private XdpRules(List<String> texts, List<XdpRule> rules) {
        this.texts = List.copyOf(texts);
        this.rules = rules.toArray(new XdpRule[0]);
    }

    /**
     * Reads a program.
     *
     * @throws IllegalArgumentException naming the rule, the word and what was expected
     */
    public static XdpRules parse(String text) {
        List<String> texts = new ArrayList<>();
        List<XdpRule> rules = new ArrayList<>();
        for (String part : text.split("[;\n]", -1)) {
            String rule = part.strip().replaceAll("\\s+", " ");
            if (!rule.isEmpty()) {
                texts.add(rule);
                rules.add(new Parser(rule).rule());
            }
        }
        if (rules.isEmpty()) {
            throw new IllegalArgumentException(
                    "xdp program '" + text + "' has no rule: expected one such as 'drop icmp'");
        }
        return new XdpRules(texts, rules);
    }

    @Override
    public XdpAction run(XdpBuff frame) {
        XdpFields fields = frame.fields;
        fields.dissect(frame);
        for (int i = 0; i < rules.length; i++) {
            XdpRule rule = rules[i];
            if (rule.matches(fields)) {
                frame.matched(i);
                if (rule.action() == XdpAction.TX) {
                    swapAddresses(frame);
                } else if (rule.action() == XdpAction.REDIRECT) {
                    frame.redirect(rule.port());
                }
                return rule.action();
            }
        }
        return XdpAction.PASS;
    }

    private static void swapAddresses(XdpBuff frame) {
        if (frame.dataEnd() - frame.data() >= EthernetHeader.LENGTH) {
            EthernetHeader eth = new EthernetHeader(frame.bytes(), frame.data());
            long dst = eth.dst();
            eth.dst(eth.src()).src(dst);
        }
    }

    @Override
    public List<String> rules() {
        return texts;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof XdpRules program && program.texts.equals(texts);
    }

    @Override
    public int hashCode() {
        return texts.hashCode();
    }

    @Override
    public String toString() {
        return String.join("; ", texts);
    }

    /** Reads the words of one rule. */
    private static final class Parser {
        private final String rule;
        private final String[] words;
        private int at;

        Parser(String rule) {
            this.rule = rule;
            words = rule.split(" ", -1);
        }

        XdpRule rule() {
            XdpRule.Builder b = new XdpRule.Builder();
            String word = next("an action");
            switch (word) {
                case "pass" -> b.action = XdpAction.PASS;
                case "drop" -> b.action = XdpAction.DROP;
                case "tx" -> b.action = XdpAction.TX;
                case "aborted" -> b.action = XdpAction.ABORTED;
                case "redirect" -> {
                    b.action = XdpAction.REDIRECT;
                    b.port = number(next("a port"), 0, 0xffff);
                }
                default -> throw fault(word, "pass, drop, tx, redirect or aborted");
            }
            while (at < words.length) {
                condition(b, next("a condition"));
            }
            return b.build();
        }

        private void condition(XdpRule.Builder b, String word) {
            switch (word) {
                case "arp" -> b.etherType = 0x0806;
                case "ip" -> b.etherType = 0x0800;
                case "ip6" -> b.etherType = 0x86dd;
                case "ether" -> {
                    String type = next("type");
                    if (!type.equals("type")) {
                        throw fault(type, "type");
                    }
                    b.etherType = number(next("an EtherType"), 0, 0xffff);
                }
                case "vlan" -> b.vid = number(next("a VLAN id"), 0, 4095);
                case "tcp" -> b.protocol = XdpFields.TCP;
                case "udp" -> b.protocol = XdpFields.UDP;
                case "icmp" -> b.protocol = XdpFields.ICMP;
                case "src" -> end(b, true, next("a network or port"));
                case "dst" -> end(b, false, next("a network or port"));
                case "len" -> {
                    int[] range = range(next("a length"));
                    b.minLength = range[0];
                    b.maxLength = range[1];
                }
                default -> throw fault(word, "ether, vlan, arp, ip, ip6, tcp, udp, icmp, src, dst or len");
            }
        }

        private void end(XdpRule.Builder b, boolean source, String word) {
            if (word.equals("port")) {
                int[] range = range(next("a port"));
                if (source) {
                    b.minSource = range[0];
                    b.maxSource = range[1];
                } else {
                    b.minDest = range[0];
                    b.maxDest = range[1];
                }
                return;
            }
            Cidr network;
            try {
                network = Cidr.parse(word);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("xdp rule '" + rule + "': " + e.getMessage(), e);
            }
            if (source) {
                b.source = network;
            } else {
                b.dest = network;
            }
        }

        private int[] range(String word) {
            int dash = word.indexOf('-');
            int min = number(dash < 0 ? word : word.substring(0, dash), 0, 0xffff);
            int max = dash < 0 ? min : number(word.substring(dash + 1), 0, 0xffff);
            if (min > max) {
                throw fault(word, "a range such as 1-10");
            }
            return new int[] {min, max};
        }

        private int number(String word, int min, int max) {
            try {
                int n = Integer.decode(word);
                if (n >= min && n <= max) {
                    return n;
                }
            } catch (NumberFormatException e) {
                // falls through to the same message: the range says that a number is expected
            }
            throw fault(word, "a number from " + min + " to " + max);
        }

        private String next(String expected) {
            if (at == words.length) {
                throw new IllegalArgumentException("xdp rule '" + rule + "' ends too early: expected " + expected);
            }
            return words[at++];
        }

        private IllegalArgumentException fault(String word, String expected) {
            return new IllegalArgumentException("xdp rule '" + rule + "': '" + word + "': expected " + expected);
        }
    }
}
