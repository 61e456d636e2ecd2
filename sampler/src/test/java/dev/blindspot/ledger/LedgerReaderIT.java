package dev.blindspot.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.model.Note;
import dev.blindspot.model.SamplerException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On stopped processes, beside {@code smaps}. */
class LedgerReaderIT {
    @TempDir
    private Path directory;

    private Process start(List<String> command, String ready) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        StringBuilder output = new StringBuilder();
        BufferedReader lines = process.inputReader();
        String line = lines.readLine();
        while (line != null && !line.contains(ready)) {
            output.append(line).append('\n');
            line = lines.readLine();
        }
        assertNotNull(line, () -> "the target ended: " + output);
        return process;
    }

    private Process startMappings() throws Exception {
        Path file = Files.write(directory.resolve("mapped"), new byte[1 << 20]);
        String classes = Path.of(Libc.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()) + ":"
                + Path.of(getClass()
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return start(
                List.of(
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        classes,
                        MappingsTarget.class.getName(),
                        file.toString()),
                "ready");
    }

    private static Map<String, Smaps.Sum> rows(Ledger ledger) {
        Map<String, Smaps.Sum> rows = new TreeMap<>();
        for (LedgerRow row : ledger.rows()) {
            rows.put(row.category(), sum(row));
        }
        return rows;
    }

    private static Smaps.Sum sum(LedgerRow row) {
        assertNotNull(row.hugeBytes());
        return new Smaps.Sum(row.rssBytes(), row.virtualBytes(), row.swapBytes(), row.hugeBytes(), row.mappings());
    }

    private static Ledger assertEqualsSmaps(int pid, boolean go) throws IOException {
        ReadCost cost = new ReadCost();
        try (LedgerReader reader = new LedgerReader(pid, cost)) {
            assertEquals(0, reader.read(go, null, new long[0]));
            assumeTrue(
                    reader.notes().stream().noneMatch(note -> note.code().equals("zero-pages-counted")),
                    "this kernel has no PAGEMAP_SCAN");
            Ledger ledger = reader.ledger();
            Map<String, Smaps.Sum> expected = Smaps.read(pid, go);
            assertEquals(text(expected), text(rows(ledger)));
            long smapsRss = expected.values().stream().mapToLong(Smaps.Sum::rss).sum();
            assertEquals(smapsRss, ledger.scannedBytes());
            assertEquals(
                    ledger.scannedBytes(),
                    ledger.rows().stream().mapToLong(LedgerRow::rssBytes).sum());
            assertEquals(ledger.rssBytes() + ledger.driftBytes(), ledger.scannedBytes());
            assertEquals(0, ledger.unattributedBytes());
            assertTrue(cost.bytes() > 0 && cost.longestLockedNanos() > 0);
            System.out.printf(
                    "ledger: rss %d, drift %d, %d calls, longest %d us%n%s%n",
                    ledger.rssBytes(),
                    ledger.driftBytes(),
                    cost.reads(),
                    cost.longestLockedNanos() / 1000,
                    text(expected));
            return ledger;
        }
    }

    private static String text(Map<String, Smaps.Sum> rows) {
        return rows.entrySet().stream().map(Object::toString).collect(Collectors.joining("\n"));
    }

    private static long rss(Ledger ledger, String category) {
        return ledger.rows().stream()
                .filter(row -> row.category().equals(category))
                .mapToLong(LedgerRow::rssBytes)
                .sum();
    }

    @Test
    void everyKindOfMappingEqualsSmapsToThePage() throws Exception {
        try (StoppedProcess target = new StoppedProcess(startMappings())) {
            Ledger ledger = assertEqualsSmaps(target.pid(), false);
            long mib = 1 << 20;
            assertTrue(rss(ledger, "mmap.anon") > 14 * mib);
            assertTrue(rss(ledger, "mmap.shared") >= 3 * mib);
            assertTrue(rss(ledger, "mmap.file") >= mib);
            assertTrue(rss(ledger, "lib.text") > mib);
            assertTrue(rss(ledger, "c.stacks") > 0);
        }
    }

    @Test
    void aGoServiceEqualsSmapsToThePage() throws Exception {
        Path config = Files.writeString(directory.resolve("prometheus.yml"), "global: {}\n");
        List<String> command = List.of(
                GoService.prometheus(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:0");
        try (StoppedProcess target = new StoppedProcess(start(command, "Server is ready"))) {
            Ledger ledger = assertEqualsSmaps(target.pid(), true);
            for (String part : List.of("text", "rodata", "data", "bss")) {
                assertTrue(rss(ledger, "go.binary." + part) > 0, part);
            }
            assertTrue(rss(ledger, "mmap.anon") > 1 << 20);
            try (LedgerReader reader = new LedgerReader(target.pid(), new ReadCost())) {
                reader.read(true, null, new long[0]);
                assertEquals(
                        List.of("go-runtime-not-read"),
                        reader.notes().stream().map(Note::code).toList());
            }
        }
    }

    @Test
    void anExecAndAnEndAreValues() throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "echo ready; read line; exec cat").start();
        assertEquals("ready", process.inputReader().readLine());
        int pid = (int) process.pid();
        try (LedgerReader reader = new LedgerReader(pid, new ReadCost())) {
            assertEquals(0, reader.read(false, null, new long[0]));
            assertFalse(reader.hasExecuted());
            process.outputWriter().write("go on\nanswer\n");
            process.outputWriter().flush();
            assertEquals("answer", process.inputReader().readLine(), "now it is cat");
            assertEquals(-Linux.ESRCH(), reader.read(false, null, new long[0]));
            assertTrue(reader.hasExecuted());
            process.getOutputStream().close();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            long error = reader.read(false, null, new long[0]);
            assertEquals(-Linux.ESRCH(), error);
            assertEquals(3, TargetFailure.of(pid, error).exitCode());
            assertFalse(reader.hasExecuted(), "it ended");
        }
        try (LedgerReader reader = new LedgerReader(pid, new ReadCost())) {
            assertEquals(
                    3,
                    TargetFailure.of(pid, reader.read(false, null, new long[0])).exitCode());
        }
    }

    @Test
    void whatIsNotPermittedSaysWhy() {
        SamplerException failure = TargetFailure.of(1, -Linux.EACCES());
        assertEquals(4, failure.exitCode());
        assertTrue(String.valueOf(failure.getMessage()).startsWith("not permitted to read process 1: "));
    }
}
