package io.rxpath.softirq.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.RingIrq;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PciOrderTest {
    private final PciOrder order = new PciOrder();

    /**
     * A script of {@code v} (a descriptor became visible: queue/epoch/index) and {@code i} (an interrupt: queue/epoch/head)
     * against the interrupts that are delivered after each step; {@code -} for none.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            memory first,                      v 0/7/0  i 0/7/1,                    - 0/7/1
            interrupt first,                   i 0/7/1  v 0/7/0,                    - 0/7/1
            several writes announced,          i 0/7/3  v 0/7/0  v 0/7/1  v 0/7/2,  - - - 0/7/3
            more is visible than announced,    v 0/7/0  v 0/7/1  i 0/7/1,           - - 0/7/1
            two interrupts in order,           i 0/7/1  i 0/7/2  v 0/7/0  v 0/7/1,  - - 0/7/1 0/7/2
            two interrupts at once,            i 0/7/1  i 0/7/2  v 0/7/1,           - - 0/7/1+0/7/2
            delivered once,                    v 0/7/0  i 0/7/1  v 0/7/1,           - 0/7/1 -
            another queue is another order,    i 0/7/1  v 1/7/0  v 0/7/0,           - - 0/7/1
            nothing ever seen of the queue,    i 0/7/0,                             -
            index wraps,                       v 0/7/-1 i 0/7/0,                    - 0/7/0
            index wraps and interrupt waits,   v 0/7/-2 i 0/7/0  v 0/7/-1,          - - 0/7/0
            beyond the wrap,                   v 0/7/-1 i 0/7/2  v 0/7/0 v 0/7/1,   - - - 0/7/2
            sign bit,                          v 0/7/2147483647 i 0/7/-2147483648,  - 0/7/-2147483648
            an old write repeated,             v 0/7/5  v 0/7/2  i 0/7/6,           - - 0/7/6
            a new life of the card,            v 0/7/500 v 0/8/0 i 0/8/1,           - - 0/8/1
            a new life not visible yet,        v 0/7/500 i 0/8/1 v 0/8/0,           - - 0/8/1
            interrupt of the life before,      v 0/8/0  i 0/7/500,                  - 0/7/500
            the new life releases the old,     i 0/7/500 v 0/8/0,                   - 0/7/500
            a first life of 0,                 i 0/0/1  v 0/0/0,                    - 0/0/1
            """)
    void shouldKeepInterruptsBehindTheirMemoryWrites(String name, String script, String delivered) {
        List<String> steps = new ArrayList<>();
        String[] words = script.trim().split(" +", -1);
        for (int i = 0; i < words.length; i += 2) {
            String[] n = words[i + 1].split("/", -1);
            int queue = Integer.parseInt(n[0]);
            int epoch = Integer.parseInt(n[1]);
            int index = Integer.parseInt(n[2]);
            if (words[i].equals("v")) {
                order.visible(queue, epoch, index);
            } else {
                order.interrupt(new RingIrq(queue, epoch, index));
            }
            steps.add(text(order.deliverable()));
        }

        assertThat(String.join(" ", steps)).isEqualTo(delivered);
    }

    private static String text(List<RingIrq> irqs) {
        Stream<String> texts = irqs.stream().map(irq -> irq.queue() + "/" + irq.epoch() + "/" + irq.head());
        return irqs.isEmpty() ? "-" : String.join("+", texts.toList());
    }

    @Test
    void shouldForgetAQueueThatIsGone() {
        order.visible(0, 7, 9);
        order.interrupt(new RingIrq(0, 7, 20));
        order.interrupt(new RingIrq(1, 7, 1));

        order.forget(0);
        order.visible(0, 7, 30);
        order.visible(1, 7, 0);

        assertThat(order.deliverable()).as("of queue 1 only").containsExactly(new RingIrq(1, 7, 1));
    }

    @Test
    void shouldKnowNothingOfAQueueThatCameBack() {
        order.visible(0, 7, 9);
        order.forget(0);
        order.interrupt(new RingIrq(0, 7, 5));

        assertThat(order.deliverable())
                .as("what was visible to the instance before is not visible here")
                .isEmpty();
        order.visible(0, 7, 4);
        assertThat(order.deliverable()).containsExactly(new RingIrq(0, 7, 5));
    }
}
