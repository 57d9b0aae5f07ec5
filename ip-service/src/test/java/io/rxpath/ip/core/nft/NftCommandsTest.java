package io.rxpath.ip.core.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Transactions, refusals and their places, hooks, and the check without a stack. */
class NftCommandsTest {
    private static final String BASE = """
            table ip t {
              set s { type ipv4_addr; elements = { 1.1.1.1 } }
              counter k { }
              chain in { type filter hook input priority 0; ip saddr @s counter name k jump sub; }
              chain sub { }
            }
            """;

    private static final String OTHER = "table inet other {\nchain x {\ntype filter hook forward priority 0\n}\n}\n";

    /** text, place, a part of the message. */
    private static final String[][] REFUSED = {
        {"add rule ip t in tcp dport 80\nadd rule ip t in tcp dprt 80", "line 2, column 22: 'dprt'", "a field of tcp"},
        {"add rule ip t in bogus", "line 1, column 18: 'bogus'", "expected a statement"},
        {"add rule ip t nochain drop", "line 1, column 15: 'nochain'", "no chain of this name"},
        {"add rule ip no c drop", "line 1, column 13: 'no'", "no table of this name"},
        {"add rule ip t in jump no", "line 1, column 23: 'no'", "no chain of this name"},
        {"add rule ip t in jump in", "line 1, column 23: 'in'", "a base chain cannot be jumped to"},
        {"add rule ip t in ip saddr @no", "line 1, column 28: 'no'", "no set or map"},
        {"add rule ip t in tcp dport @s", "line 1, column 29: 's'", "datatype mismatch"},
        {"add rule ip t in tcp dport", "end of text", "expected a value of type inet_service"},
        {"add rule ip t in tcp dport 70000", "line 1, column 28: '70000'", "exceeds the valid range 0-65535"},
        {"add rule ip t in ip6 saddr ::1", "'ip6'", "conflicting protocols specified: ip vs. ip6"},
        {"add rule ip t in drop accept", "'accept'", "terminal statement"},
        {"add rule ip t in masquerade", "line 1, column 18: 'masquerade'", "postrouting only (chain 'in')"},
        {"add rule ip t sub goto sub", "chain 'sub' of table ip t", "too many links"},
        {"add rule ip t in ct zone 1", "'zone'", "supported key of ct"},
        {"add rule ip t in ether saddr 00:00:00:00:00:01", "'ether'", "is not supported"},
        {"add rule ip t in synproxy", "'synproxy'", "is not supported"},
        {"add rule ip t in tcp dport { 1, 2", "end of text", "expected ','"},
        {"include \"x\"", "line 1, column 1: 'include'", "is not supported"},
        {"add table netdev x", "'netdev'", "the family is not supported"},
        {"create table ip t", "'t'", "the table exists"},
        {"delete chain ip t sub", "'sub'", "in use"},
        {"delete set ip t s", "'s'", "in use"},
        {"delete counter ip t k", "'k'", "in use"},
        {"delete table ip no", "'no'", "no such table"},
        {"delete rule ip t in handle 99", "'99'", "no rule with this handle"},
        {"add element ip t s { 1.1.1.0/24 }", "'1.1.1.0'", "missing interval flag"},
        {"add element ip t s { 1.1.1.2 : 5 }", "':'", "mapping outside of map context"},
        {"create element ip t s { 1.1.1.1 }", "'s'", "the element exists"},
        {"add chain ip t x { type nat hook forward priority 0; }", "'forward'", "not possible at this hook"},
        {"add chain ip t x { type filter hook ingress priority 0; }", "'ingress'", "not supported"},
        {"add chain ip t x { type filter hook input priority dstnat; }", "'dstnat'", "no priority of this hook"},
        {"add chain ip t x { type nat hook prerouting priority -300; }", "'-'", "above -200"},
        {"add rule ip t in $x drop", "'x'", "unknown identifier"},
        {"define x = 5\ndefine x = 6", "line 2, column 8: 'x'", "redefinition"},
        {"add rule ip t in log prefix \"a", "line 1, column 29", "closing quote"},
        {"table ip t {\n chain x {\n", "'{'", "not closed"},
        {"list nothing", "'nothing'", "expected ruleset"},
        {"frobnicate", "line 1, column 1: 'frobnicate'", "expected a command"},
        {"add rule ip t in tcp dport 5 }", "'}'", "expected a command"},
    };

    @Test
    void whatIsWrongIsRefusedByItsPlaceAndChangesNothing() {
        for (String[] row : REFUSED) {
            NftRig rig = new NftRig();
            rig.tables.run(BASE, rig.now);
            String before = rig.tables.listRuleset(true, rig.now);
            String text = row[0];
            assertThatThrownBy(() -> rig.tables.run(text, rig.now))
                    .as(row[0])
                    .isInstanceOf(NftException.class)
                    .hasMessageContaining(row[1])
                    .hasMessageContaining(row[2]);
            assertThatThrownBy(() -> rig.tables.run("flush ruleset\n" + OTHER + BASE + text, rig.now))
                    .as(row[0])
                    .isInstanceOf(NftException.class);
            assertThat(rig.tables.listRuleset(true, rig.now)).as(row[0]).isEqualTo(before);
            assertThat(rig.hooks.isEmpty(NfFamily.IPV4, NfHook.FORWARD)).isTrue();
            assertThat(rig.hooks.isEmpty(NfFamily.IPV4, NfHook.LOCAL_IN)).isFalse();
        }
    }

    @Test
    void baseChainsHangInTheirHooksWhileTheyAreThereAndNotDormant() {
        NftRig rig = new NftRig();
        rig.tables.run("table inet t {\nchain c {\ntype filter hook forward priority 0\n}\n}", 0);
        assertThat(rig.hooks.isEmpty(NfFamily.IPV4, NfHook.FORWARD)).isFalse();
        assertThat(rig.hooks.isEmpty(NfFamily.IPV6, NfHook.FORWARD)).isFalse();
        rig.tables.run("table inet t {\nflags dormant\n}", 0);
        assertThat(rig.hooks.isEmpty(NfFamily.IPV4, NfHook.FORWARD)).isTrue();
        rig.tables.run("flush ruleset\ntable ip6 t {\nchain c {\ntype filter hook forward priority 0\n}\n}", 0);
        assertThat(rig.hooks.isEmpty(NfFamily.IPV4, NfHook.FORWARD)).isTrue();
        assertThat(rig.hooks.isEmpty(NfFamily.IPV6, NfHook.FORWARD)).isFalse();
        rig.tables.run("delete table ip6 t", 0);
        assertThat(rig.hooks.isEmpty(NfFamily.IPV6, NfHook.FORWARD)).isTrue();
    }

    @Test
    void commandLinesTakeOptionsAnywhere() {
        NftRig rig = new NftRig();
        rig.tables.run(BASE, 0);
        assertThat(rig.tables.command(List.of("list", "table", "t", "-a"), 0)).contains("chain in { # handle 1");
        assertThat(rig.tables.command(List.of("-y", "list", "chain", "ip", "t", "in"), 0))
                .contains("priority 0;");
        assertThat(rig.tables.command(List.of("list", "tables"), 0)).isEqualTo("table ip t\n");
        assertThat(rig.tables.command(List.of("add", "rule", "ip", "t", "in", "drop"), 0))
                .isEmpty();
        assertThatThrownBy(() -> rig.tables.command(List.of("-j", "list", "ruleset"), 0))
                .hasMessageContaining("option '-j' is not supported");
    }

    @Test
    void resetListsAndBeginsAnew() {
        NftRig rig = new NftRig();
        rig.tables.run(
                "table ip t {\ncounter k {\npackets 3 bytes 4\n}\nchain c {\ncounter packets 5 bytes 6\n}\n}", 0);
        assertThat(rig.tables.run("reset counters", 0)).contains("packets 3 bytes 4");
        assertThat(rig.tables.run("reset rules", 0)).contains("packets 5 bytes 6");
        assertThat(rig.tables.listRuleset(false, 0))
                .contains("packets 0 bytes 0")
                .doesNotContain("packets 3");
    }

    @Test
    void aTextIsCheckedWithoutAStack() {
        NftSyntax.check(BASE);
        NftSyntax.check("add rule ip filter input iif eth7 ip saddr @blocked jump elsewhere");
        NftSyntax.check("add element ip filter blocked { 1.2.3.4 }\ndelete rule ip filter input handle 7");
        assertThatThrownBy(() -> NftSyntax.check("add rule ip filter input tcp dprt 5"))
                .isInstanceOf(NftException.class)
                .hasMessageContaining("column 30: 'dprt'");
    }
}
