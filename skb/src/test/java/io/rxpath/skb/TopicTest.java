package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicTest {
    @ParameterizedTest(name = "{0}: hash {1} of {2} partitions is {3}")
    @CsvSource({
        "zero, 0, 4, 0",
        "below P, 3, 4, 3",
        "P, 4, 4, 0",
        "P that is no power of two, 10, 3, 1",
        "one partition, 0xdeadbeef, 1, 0",
        "top bit set is not negative, 0x80000000, 3, 2",
        "all bits set, 0xffffffff, 7, 3",
        "all bits set by P of two, 0xffffffff, 4, 3",
        "most partitions, 0xffffffff, 64, 63",
    })
    void shouldPickAPartitionByTheUnsignedHash(String name, String hash, int partitions, int partition) {
        assertThat(Topic.partition(Long.decode(hash).intValue(), partitions)).isEqualTo(partition);
    }

    /** The names are in Kafka: they never change. */
    @Test
    void shouldKeepItsNames() {
        assertThat(Arrays.stream(Topic.values()).map(Topic::topicName))
                .containsExactly(
                        "wire.rx",
                        "nic.rx",
                        "nic.irq",
                        "nic.mmio",
                        "ip.rx",
                        "tcp.rx",
                        "socket.rx",
                        "socket.ctl",
                        "ip.tx",
                        "nic.tx",
                        "wire.tx",
                        "skb.drop",
                        "config",
                        "ip.conntrack",
                        "dead.letter");
        assertThat(Arrays.stream(Topic.values()).filter(Topic::singlePartition))
                .containsExactly(Topic.CONFIG, Topic.IP_CONNTRACK, Topic.DEAD_LETTER);
        assertThat(Arrays.stream(Topic.values()).filter(Topic::compacted))
                .containsExactly(Topic.CONFIG, Topic.IP_CONNTRACK);
    }

    /** Their ordinals and codes are in records: append only. */
    @Test
    void shouldKeepTheOrderOfWhatIsInRecords() {
        assertThat(Layer.values()).startsWith(Layer.NIC, Layer.SOFTIRQ, Layer.IP, Layer.TCP, Layer.SOCKET);
        assertThat(PacketType.values())
                .startsWith(
                        PacketType.HOST,
                        PacketType.BROADCAST,
                        PacketType.MULTICAST,
                        PacketType.OTHERHOST,
                        PacketType.OUTGOING);
        assertThat(IpSummed.values())
                .startsWith(IpSummed.NONE, IpSummed.UNNECESSARY, IpSummed.COMPLETE, IpSummed.PARTIAL);
        assertThat(Arrays.stream(RecordKind.values()).map(RecordKind::code)).startsWith(1, 2, 3, 4, 5, 6, 7);
        assertThat(Arrays.stream(Hop.values()).map(Hop::label))
                .containsExactly("wire", "nic", "napi", "gro", "ip", "tcp", "socket");
    }
}
