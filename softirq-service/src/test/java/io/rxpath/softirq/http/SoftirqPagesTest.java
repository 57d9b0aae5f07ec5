package io.rxpath.softirq.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.softirq.core.xdp.XdpRules;
import io.rxpath.softirq.kafka.LoopRig;
import io.rxpath.softirq.kafka.SoftirqLoop;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The pages as a browser gets them. */
class SoftirqPagesTest {
    private static final LoopRig RIG = new LoopRig();
    private static ConfigurableApplicationContext context;
    private static String base;

    /** Only the pages; Kafka is not there. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Pages {
        @Bean
        SoftirqController softirqController() {
            return new SoftirqController(RIG.loop);
        }

        @Bean
        TapController tapController() {
            return new TapController(RIG.loop);
        }
    }

    @BeforeAll
    static void start() throws InterruptedException {
        context = new SpringApplicationBuilder(Pages.class)
                .web(WebApplicationType.SERVLET)
                .properties("server.port=0", "spring.main.banner-mode=off")
                .run();
        base = "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
        RIG.play(RIG::assign, LoopRig.NOTHING);
    }

    @AfterAll
    static void stop() {
        context.close();
        RIG.loop.stop();
    }

    private static <T> HttpResponse<T> get(String path, HttpResponse.BodyHandler<T> body) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(base + path)).build(), body);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            /sys/class/net/eth0/threaded                | 0
            /sys/class/net/eth0/queues/rx-0/rps_cpus    | 0
            /proc/sys/net/core/netdev_budget            | 300
            /proc/irq/32/smp_affinity                   | 1
            /linkstats                                  | {"rx_dropped":0,"rx_nohandler":0}
            """)
    void filesAndNumbers(String path, String text) throws Exception {
        HttpResponse<String> page = get(path, HttpResponse.BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body().strip()).isEqualTo(text);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/sys/class/net/eth0/queues/rx-7/rps_cpus, 404",
        "/proc/sys/net/core/rmem_max, 404",
        "/proc/irq/5/smp_affinity, 404",
        "/tap?snaplen=1, 400",
        "/tap?count=-1, 400",
    })
    void whatIsNotThere(String path, int status) throws Exception {
        assertThat(get(path, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(status);
    }

    @Test
    void textPages() throws Exception {
        HttpResponse<String> softnet = get("/proc/net/softnet_stat", HttpResponse.BodyHandlers.ofString());
        assertThat(softnet.headers().firstValue("content-type")).hasValue("text/plain;charset=UTF-8");
        assertThat(softnet.body().lines()).hasSize(2).allMatch(line -> line.length() == 15 * 9 - 1);
        assertThat(get("/proc/interrupts", HttpResponse.BodyHandlers.ofString()).body())
                .contains(" 32:", "eth0-TxRx-0");
        assertThat(get("/ethtool/k", HttpResponse.BodyHandlers.ofString()).body())
                .startsWith("generic-receive-offload: on\n");
    }

    @Test
    void theTapIsAPcapStreamAndXdpIsCounted() throws Exception {
        HttpResponse<InputStream> tap = get("/tap?count=2&snaplen=20", HttpResponse.BodyHandlers.ofInputStream());
        InputStream stream = tap.body();
        // The reader is open once the file header is here.
        assertThat(HexFormat.of().formatHex(stream.readNBytes(24)))
                .isEqualTo("4d3cb2a1" + "02000400" + "00000000" + "00000000" + "14000000" + "01000000");
        SoftirqLoop loop = RIG.loop;
        RIG.play(() -> RIG.frames(0, 0, 2), LoopRig.NOTHING, LoopRig.NOTHING);
        byte[] packets = stream.readAllBytes();
        assertThat(packets).hasSize(2 * (16 + 20));
        assertThat(HexFormat.of().formatHex(packets, 0, 18))
                .isEqualTo("00f15365" + "00000000" + "14000000" + "3c000000" + "0200");
        loop.settings(LoopRig.SETTINGS.with(b -> b.xdp = XdpRules.parse("drop arp")));
        RIG.play(() -> RIG.frames(0, 2, 3), LoopRig.NOTHING, LoopRig.NOTHING);
        assertThat(get("/xdp", HttpResponse.BodyHandlers.ofString()).body())
                .contains("\"program\":\"drop arp\"", "\"xdp_drop\":3", "\"1: drop arp\":3");
        assertThat(get("/tap/readers", HttpResponse.BodyHandlers.ofString()).body())
                .contains("\"lost\":0", "\"packets\":2");
    }
}
