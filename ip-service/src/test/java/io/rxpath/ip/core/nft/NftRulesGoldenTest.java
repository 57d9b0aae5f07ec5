package io.rxpath.ip.core.nft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Single rules and what nft 1.0.6 on Linux 6.18 lists for them ("=>") or that it refuses them ("!!"), recorded; see
 * rules.txt. Marked "--" is a rule that nft takes and that is not supported here: it must be refused. Marked "~~" is a rule
 * that is listed in another way than nft does, or that nft refused because the recording machine's kernel lacked a module.
 */
class NftRulesGoldenTest {
    private static final String BEFORE = """
            add table FAMILY t
            add chain FAMILY t d
            add set FAMILY t s4 { type ipv4_addr; }
            add set FAMILY t s6 { type ipv6_addr; }
            add set FAMILY t sp { type inet_service; flags interval; }
            add set FAMILY t dyn { type ipv4_addr; size 100; flags dynamic,timeout; timeout 1m; }
            add map FAMILY t mm { type inet_service : ipv4_addr; }
            add map FAMILY t vm { type inet_service : verdict; }
            add map FAMILY t mk { type ipv4_addr : mark; }
            add counter FAMILY t cnt
            add quota FAMILY t q { 10 mbytes }
            add limit FAMILY t l { rate 5/second; }
            """;

    @Test
    void listsWhatNftLists() throws IOException {
        List<String> wrong = new ArrayList<>();
        int rules = 0;
        String[] where = {};
        String rule = "";
        for (String line : lines("/nft/rules.txt")) {
            if (line.startsWith("%")) {
                where = line.substring(1).split(" ", -1);
            } else if (line.startsWith("\t")) {
                rules++;
                String expected = line.substring(4);
                boolean refused = line.startsWith("\t!! ") || line.startsWith("\t-- ");
                String got = list(where, rule);
                if (refused ? !got.startsWith("nft: line 1, column ") : !got.equals(expected)) {
                    wrong.add(String.join(" ", where) + ": " + rule + "\n   nft: " + expected + "\n   got: " + got);
                }
            } else if (!line.startsWith("#")) {
                rule = line;
            }
        }
        assertThat(String.join("\n", wrong)).isEmpty();
        assertThat(rules).isGreaterThan(500);
    }

    private static String list(String[] where, String rule) {
        NftRig rig = new NftRig();
        String chain = "add chain " + where[0] + " t c { type " + where[1] + " hook " + where[2] + " priority 0; }\n";
        rig.tables.run(BEFORE.replace("FAMILY", where[0]) + chain, rig.now);
        try {
            rig.tables.run("add rule " + where[0] + " t c " + rule + "\n", rig.now);
        } catch (NftException e) {
            return String.valueOf(e.getMessage());
        }
        List<String> listed = new ArrayList<>();
        for (String line :
                rig.tables.run("list chain " + where[0] + " t c", rig.now).split("\n", -1)) {
            if (line.startsWith("\t\t") && !line.contains(" hook ")) {
                listed.add(line.substring(2));
            }
        }
        return String.join(" // ", listed);
    }

    static List<String> lines(String resource) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                java.util.Objects.requireNonNull(NftRulesGoldenTest.class.getResourceAsStream(resource)),
                StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}
