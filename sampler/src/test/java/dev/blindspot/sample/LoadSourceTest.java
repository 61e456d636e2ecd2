package dev.blindspot.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.blindspot.model.Gauge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadSourceTest {
    private static final String PAGE = """
            # HELP requests_total by code
            requests_total{code="200"} 1027 1395066363000
            requests_total{code="500"} 3
            requests_total_bytes 99
            up 1
            """;

    @Test
    void theFirstNumberIsTaken() throws IOException {
        assertEquals(-12.5, LoadSource.number("load: -1.25e1 of 99", null));
        assertThrows(IOException.class, () -> LoadSource.number("none", null));
    }

    @Test
    void aMetricIsTheSumOfItsSamples() throws IOException {
        assertEquals(1030, LoadSource.number(PAGE, "requests_total"));
        assertEquals(1, LoadSource.number(PAGE, "up"));
        assertThrows(IOException.class, () -> LoadSource.number(PAGE, "requests"));
    }

    @Test
    void aCommandIsRead() throws IOException {
        assertEquals(42, new LoadSource("a", "echo $((6 * 7))").read(10_000));
        assertEquals(7, new LoadSource("a", "echo 7; head -c 300000 /dev/zero").read(10_000), "more than a pipe holds");
        assertEquals(8, new LoadSource("a", "sleep 5 & echo 8").read(10_000), "what goes on holds nobody up");
        assertEquals(
                "it exited with 3",
                assertThrows(IOException.class, () -> new LoadSource("a", "echo 1; exit 3").read(10_000))
                        .getMessage());
        IOException failure = assertThrows(IOException.class, () -> new LoadSource("a", "sleep 600").read(50));
        assertTrue(failure.toString().contains("longer than 50 ms"), failure.toString());
    }

    @Test
    void aCommandHasItsUsersLocale() throws IOException {
        System.setProperty("blindspot.lc_all", "en_GB");
        try {
            assertEquals(1, new LoadSource("a", "test $LC_ALL = en_GB && echo 1").read(10_000));
            System.setProperty("blindspot.lc_all", "");
            assertEquals(2, new LoadSource("a", "test -z ${LC_ALL+set} && echo 2").read(10_000));
        } finally {
            System.clearProperty("blindspot.lc_all");
        }
    }

    @Test
    void aPageIsRead() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            byte[] page = PAGE.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            assertEquals(1030, new LoadSource("a", url + "/metrics#requests_total").read(10_000));
            assertEquals(
                    "the answer was status 404",
                    assertThrows(IOException.class, () -> new LoadSource("a", url + "/none").read(10_000))
                            .getMessage());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whatFailsIsNullWithANote() {
        try (LoadGauges gauges = new LoadGauges(List.of(new LoadSource("rps", "exit 1")))) {
            String failure = null;
            while (failure == null) {
                assertEquals(List.of(new Gauge("rps", "load", null)), gauges.take());
                failure = gauges.takeNotes().stream()
                        .map(note -> note.text())
                        .findFirst()
                        .orElse(null);
                Thread.onSpinWait();
            }
            assertEquals("gauge rps could not be read: it exited with 1", failure);
        }
    }
}
