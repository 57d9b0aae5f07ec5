package io.rxpath.nic.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class VxlanFdbTest {
    private static final long MAC = 0x0200_0000_0000L;
    private static final long AGE = VxlanFdb.AGEING_NANOS;

    private final VxlanFdb fdb = new VxlanFdb();
    private final InetAddress a = vtep(1);
    private final InetAddress b = vtep(2);

    private static InetAddress vtep(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 99, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldLearnAndFollowAnAddressThatMoves() {
        fdb.learn(MAC + 1, a, 0);
        fdb.learn(MAC + 2, a, 0);
        fdb.learn(MAC + 1, b, 1);

        assertThat(fdb.lookup(MAC + 1, 1)).isEqualTo(b);
        assertThat(fdb.lookup(MAC + 2, 1)).isEqualTo(a);
        assertThat(fdb.lookup(MAC + 3, 1)).isNull();
        assertThat(fdb.vteps(1)).containsExactlyInAnyOrder(a, b);
        assertThat(fdb.size()).isEqualTo(2);
    }

    @Test
    void shouldNotLearnGroupAddressesNorZero() {
        fdb.learn(0x0100_5e00_0001L, a, 0);
        fdb.learn(0, a, 0);

        assertThat(fdb.size()).isZero();
        assertThat(fdb.vteps(0)).isEmpty();
        assertThat(fdb.lookup(0, 0)).isNull();
    }

    @Test
    void shouldForgetWhatWasSilentFor300Seconds() {
        fdb.learn(MAC + 1, a, 0);
        fdb.learn(MAC + 2, b, 5);
        assertThat(fdb.lookup(MAC + 1, AGE - 1)).isEqualTo(a);

        assertThat(fdb.lookup(MAC + 1, AGE)).isNull();
        assertThat(fdb.vteps(AGE)).containsExactly(b);
        assertThat(fdb.lookup(MAC + 2, AGE + 4)).isEqualTo(b);
        assertThat(fdb.lookup(MAC + 2, AGE + 5)).isNull();
    }

    @Test
    void shouldBeRefreshedByEveryFrame() {
        fdb.learn(MAC + 1, a, 0);
        fdb.learn(MAC + 1, a, AGE - 1);

        assertThat(fdb.lookup(MAC + 1, AGE + 100)).isEqualTo(a);
    }

    @Test
    void shouldHold4096AddressesAndThenLearnNoMoreUntilSomeAge() {
        for (int i = 1; i <= 5000; i++) {
            fdb.learn(MAC + i, a, 0);
        }
        assertThat(fdb.size()).isEqualTo(4096);
        assertThat(fdb.lookup(MAC + 4096, 0)).isEqualTo(a);
        assertThat(fdb.lookup(MAC + 4097, 0)).isNull();
        fdb.learn(MAC + 7, b, 1);
        assertThat(fdb.lookup(MAC + 7, 1)).isEqualTo(b);

        fdb.learn(MAC + 5000, b, AGE);

        assertThat(fdb.lookup(MAC + 5000, AGE)).isEqualTo(b);
        assertThat(fdb.size()).isEqualTo(2);
    }
}
