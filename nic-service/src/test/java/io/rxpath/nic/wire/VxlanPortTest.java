package io.rxpath.nic.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rxpath.nic.core.Frames;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.WireFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real sockets on 127.0.0.1 (us), 127.0.0.2 and 127.0.0.3 (two tunnel endpoints). */
@Timeout(30)
class VxlanPortTest {
    private static final long MAC_A = 0x0200_0000_000aL;
    private static final long MAC_B = 0x0200_0000_000bL;

    private final List<WireFrame> frames = new ArrayList<>();
    private DatagramChannel a;
    private DatagramChannel b;
    private VxlanPort port;
    private long now = 1;

    @BeforeEach
    void open() throws IOException {
        a = DatagramChannel.open().bind(loopback(2, 0));
        int remotePort = ((InetSocketAddress) a.getLocalAddress()).getPort();
        b = DatagramChannel.open().bind(loopback(3, remotePort));
        port = VxlanPort.open(loopback(1, 0), remotePort, List.of(new VxlanPort.Network(42, 1450, 6)));
    }

    @AfterEach
    void close() throws IOException {
        port.close();
        a.close();
        b.close();
    }

    private static InetSocketAddress loopback(int last, int port) throws IOException {
        return address(127, 0, 0, last, port);
    }

    private static InetSocketAddress address(int a, int b, int c, int d, int port) throws IOException {
        byte[] bytes = {(byte) a, (byte) b, (byte) c, (byte) d};
        return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    }

    private static byte[] from(long mac, byte[] frame) {
        new EthernetHeader(frame, 0).src(mac);
        return frame;
    }

    private static byte[] to(long mac) {
        return Frames.ethernet(mac, 0x88b5, 60);
    }

    private boolean arrives(DatagramChannel sender, byte[] datagram) throws IOException {
        sender.send(ByteBuffer.wrap(datagram), port.localAddress());
        return port.receive(frames::add, () -> now);
    }

    private static byte[] got(DatagramChannel endpoint) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(65536);
        endpoint.receive(in);
        byte[] bytes = new byte[in.position()];
        in.get(0, bytes);
        return bytes;
    }

    private static boolean gotNothing(DatagramChannel endpoint) throws IOException {
        endpoint.configureBlocking(false);
        boolean nothing = endpoint.receive(ByteBuffer.allocate(65536)) == null;
        endpoint.configureBlocking(true);
        return nothing;
    }

    @Test
    void shouldReceiveAndAnswerToTheEndpointNotToTheSourcePort() throws IOException {
        byte[] frame = from(MAC_A, Frames.tcp(1, 2, 3, 16, 100));
        try (DatagramChannel flow = DatagramChannel.open().bind(loopback(2, 0))) {
            assertThat(arrives(flow, VxlanCodec.encapsulate(42, frame))).isTrue();
        }
        assertThat(frames).singleElement().satisfies(f -> {
            assertThat(f.frame()).isEqualTo(frame);
            assertThat(f.port()).isEqualTo(6);
            assertThat(f.nanos()).isEqualTo(1);
        });

        assertThat(port.send(6, to(MAC_A))).isEqualTo(1);

        assertThat(got(a)).isEqualTo(VxlanCodec.encapsulate(42, to(MAC_A)));
        assertThat(port.received()).isEqualTo(1);
        assertThat(port.sent()).isEqualTo(1);
    }

    @Test
    void shouldSendUnicastToOneAndBroadcastAndUnknownToAll() throws IOException {
        assertThat(port.send(6, to(MAC_A))).isZero();
        arrives(a, VxlanCodec.encapsulate(42, from(MAC_A, to(Frames.US))));
        arrives(b, VxlanCodec.encapsulate(42, from(MAC_B, to(Frames.US))));

        assertThat(port.send(6, to(MAC_B))).isEqualTo(1);
        assertThat(got(b)).hasSize(68);
        assertThat(gotNothing(a)).isTrue();
        assertThat(port.send(6, to(0xffff_ffff_ffffL))).isEqualTo(2);
        assertThat(port.send(6, to(0x0200_0000_0099L))).isEqualTo(2);
        assertThat(got(a)).isEqualTo(VxlanCodec.encapsulate(42, to(0xffff_ffff_ffffL)));
        assertThat(got(a)).isEqualTo(VxlanCodec.encapsulate(42, to(0x0200_0000_0099L)));
        assertThat(got(b)).isEqualTo(VxlanCodec.encapsulate(42, to(0xffff_ffff_ffffL)));
    }

    @Test
    void shouldReceiveASuperFrameOf61654Bytes() throws IOException {
        byte[] frame = from(MAC_A, Frames.pseudoOnly(Frames.tcp(1, 2, 3, 16, 61_600)));
        a.setOption(StandardSocketOptions.SO_SNDBUF, 1 << 18);
        arrives(a, VxlanCodec.encapsulate(42, frame));

        assertThat(frames).singleElement().satisfies(f -> {
            assertThat(f.frame()).isEqualTo(frame);
            assertThat(f.gsoSize()).isEqualTo(1410);
            assertThat(f.partialChecksum()).isTrue();
        });
    }

    @Test
    void shouldCountWhatItDropsAndNotLearnFromIt() throws IOException {
        arrives(a, VxlanCodec.encapsulate(43, from(MAC_A, to(Frames.US))));
        arrives(a, new byte[40]);
        arrives(a, new byte[0]);

        assertThat(frames).isEmpty();
        assertThat(port.dropped(SkbDropReason.VXLAN_VNI_NOT_FOUND)).isEqualTo(1);
        assertThat(port.dropped(SkbDropReason.VXLAN_INVALID_HDR)).isEqualTo(1);
        assertThat(port.dropped(SkbDropReason.PKT_TOO_SMALL)).isEqualTo(1);
        assertThat(port.dropped()).isEqualTo(3);
        assertThat(port.fdb().size()).isZero();
    }

    @Test
    void shouldForgetEndpointsThatWereSilentWhileOthersSpoke() throws IOException {
        arrives(a, VxlanCodec.encapsulate(42, from(MAC_A, to(Frames.US))));
        now += VxlanFdb.AGEING_NANOS;
        arrives(b, VxlanCodec.encapsulate(42, from(MAC_B, to(Frames.US))));

        assertThat(port.send(6, to(MAC_A))).isEqualTo(1);
        assertThat(got(b)).hasSize(68);
    }

    @Test
    void shouldNotSendWhatIsNoFrameNorAfterClose() throws IOException {
        arrives(a, VxlanCodec.encapsulate(42, from(MAC_A, to(Frames.US))));
        assertThat(port.send(6, new byte[13])).isZero();
        port.close();

        assertThat(port.send(6, to(MAC_A))).isZero();
        assertThat(port.sendErrors()).isEqualTo(1);
        assertThat(port.receive(frames::add, () -> now)).isFalse();
    }

    @Test
    void shouldEndAReceiveThatWaitsWhenClosed() throws Exception {
        AtomicBoolean open = new AtomicBoolean(true);
        Thread receiver = new Thread(() -> open.set(port.receive(frames::add, () -> now)));
        receiver.start();
        port.close();
        receiver.join();

        assertThat(open).isFalse();
    }

    @Test
    void shouldNameTheAddressThatIsInUse() throws IOException {
        InetSocketAddress taken = port.localAddress();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> VxlanPort.open(taken, 4789, List.of(new VxlanPort.Network(42, 1450, 0))))
                .withMessageContaining("UDP 127.0.0.1:" + taken.getPort())
                .withMessageContaining("already in use");
    }

    @Test
    void shouldNameTheAddressThatIsNotOurs() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() ->
                        VxlanPort.open(address(192, 0, 2, 1, 4789), 4789, List.of(new VxlanPort.Network(42, 1450, 0))))
                .withMessageContaining("UDP 192.0.2.1:4789");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> VxlanPort.open(
                        InetSocketAddress.createUnresolved("no.such.host.invalid", 4789),
                        4789,
                        List.of(new VxlanPort.Network(42, 1450, 0))))
                .withMessageContaining("no.such.host.invalid");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VxlanPort.open(loopback(1, 0), 0, List.of(new VxlanPort.Network(42, 1450, 0))))
                .withMessageContaining("remotePort 0");
    }

    @Test
    void shouldHaveReceiveBufferForManyFrames() throws IOException {
        assertThat(port.receiveBufferBytes()).isGreaterThanOrEqualTo(65_536);
    }

    @Test
    void shouldKeepNetworksApart() throws IOException {
        port.close();
        int remotePort = ((InetSocketAddress) a.getLocalAddress()).getPort();
        port = VxlanPort.open(
                loopback(1, 0),
                remotePort,
                List.of(new VxlanPort.Network(42, 1450, 6), new VxlanPort.Network(43, 1450, 7)));
        arrives(a, VxlanCodec.encapsulate(43, from(MAC_A, to(Frames.US))));
        arrives(a, VxlanCodec.encapsulate(44, from(MAC_A, to(Frames.US))));

        assertThat(frames)
                .singleElement()
                .satisfies(frame -> assertThat(frame.port()).isEqualTo(7));
        assertThat(port.dropped(SkbDropReason.VXLAN_VNI_NOT_FOUND)).isEqualTo(1);
        assertThat(port.send(6, to(MAC_A))).as("nobody is known on that cable").isZero();
        assertThat(port.send(7, to(MAC_A))).isEqualTo(1);
        assertThat(port.send(8, to(MAC_A))).as("no such cable").isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VxlanPort.open(
                        loopback(1, 0),
                        remotePort,
                        List.of(new VxlanPort.Network(42, 1450, 6), new VxlanPort.Network(42, 1450, 7))))
                .withMessageContaining("a vni of its own");
    }
}
