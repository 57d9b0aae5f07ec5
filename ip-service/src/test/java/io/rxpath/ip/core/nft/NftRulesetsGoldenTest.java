package io.rxpath.ip.core.nft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Whole texts and what nft 1.0.6 on Linux 6.18 lists after them, recorded: "###" begins a text, "%%" another transaction of it,
 * "---" the listing of a command.
 */
class NftRulesetsGoldenTest {
    @Test
    void listsWhatNftLists() throws IOException {
        List<String> wrong = new ArrayList<>();
        int listings = 0;
        String[] texts =
                String.join("\n", NftRulesGoldenTest.lines("/nft/rulesets.txt")).split("(?m)^### ", -1);
        for (String text : texts) {
            if (text.isEmpty()) {
                continue;
            }
            String name = text.substring(0, text.indexOf('\n'));
            String[] parts = text.substring(name.length() + 1).split("(?m)^--- ", -1);
            NftRig rig = new NftRig();
            try {
                for (String transaction : parts[0].split("(?m)^%%\n", -1)) {
                    rig.tables.run(transaction, rig.now);
                }
            } catch (NftException e) {
                wrong.add(name + ": " + e.getMessage());
                continue;
            }
            for (int i = 1; i < parts.length; i++) {
                listings++;
                String command = parts[i].substring(0, parts[i].indexOf('\n'));
                String expected = parts[i].substring(command.length() + 1).stripTrailing();
                String got = rig.tables
                        .command(List.of(command.split(" ", -1)), rig.now)
                        .stripTrailing();
                if (!got.equals(expected)) {
                    wrong.add(name + ": nft " + command + difference(expected, got));
                }
            }
        }
        assertThat(String.join("\n", wrong)).isEmpty();
        assertThat(listings).isGreaterThan(60);
    }

    private static String difference(String expected, String got) {
        String[] wanted = expected.split("\n", -1);
        String[] seen = got.split("\n", -1);
        int at = 0;
        while (at < wanted.length && at < seen.length && wanted[at].equals(seen[at])) {
            at++;
        }
        return "\n   line " + (at + 1) + "\n   nft: " + (at < wanted.length ? wanted[at] : "(end)") + "\n   got: "
                + (at < seen.length ? seen[at] : "(end)");
    }
}
