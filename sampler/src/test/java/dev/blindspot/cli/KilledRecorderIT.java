package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.elf.GoBuilds;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.Privilege;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who traces and is killed at any moment leaves nothing behind: no probe, no event, no stop, and the target goes on. */
class KilledRecorderIT {
    private static final int KILLS = 4;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void theTargetRunsOnUnchanged() throws Exception {
        Path tracefs = Privilege.tracing().root();
        RandomGenerator random = RandomGenerator.getDefault();
        try (GoTarget target = GoTarget.start("cmalloc", GoBuilds.newest(), "plain")) {
            target.go();
            List<String> probesBefore = probes(tracefs);
            for (int i = 0; i < KILLS; i++) {
                Path file = directory.resolve("killed" + i);
                String command = i % 2 == 0 ? "record" : "stream";
                long pid = target.pid();
                try (Cli.Started recorder = Cli.Started.of(
                        Cli.command(command, Long.toString(pid), "-e", "dl,fin,malloc", "-o", file.toString()),
                        directory,
                        ProcessBuilder.Redirect.DISCARD)) {
                    if (i > 0) {
                        recorder.said(command.equals("record") ? "recording" : "streaming");
                    }
                    recorder.process().waitFor(random.nextInt(2_500), TimeUnit.MILLISECONDS);
                    recorder.signal("KILL");
                    recorder.process().waitFor();
                }
                assertEquals(probesBefore, probes(tracefs), "probes in tracefs");
                assertTextIsTheFiles(pid);
                assertEquals("0", status(pid, "TracerPid"));
                assertGoesOn(pid);
            }
            target.go();
            Map<String, @Nullable Object> truth = target.truth();
            assertTrue(((Number) Objects.requireNonNull(truth.get("malloc_count"))).longValue() > 0);
        }
    }

    /** What tracefs knows of probes: only what others put there. */
    private static List<String> probes(Path tracefs) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(tracefs.resolve("uprobe_events")));
        lines.addAll(Files.readAllLines(tracefs.resolve("uprobe_profile")));
        return lines;
    }

    /** Every executable page of a file is as in the file. */
    private static void assertTextIsTheFiles(long pid) throws IOException {
        int compared = 0;
        try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/maps"))) {
                String[] fields = line.split("\\s+", 6);
                if (!fields[1].startsWith("r-xp") || fields.length < 6 || !fields[5].startsWith("/")) {
                    continue;
                }
                String[] range = fields[0].split("-", 2);
                long start = Long.parseLong(range[0], 16);
                int length = (int) (Long.parseLong(range[1], 16) - start);
                byte[] mapped = new byte[length];
                memory.seek(start);
                memory.readFully(mapped);
                byte[] stored = new byte[length];
                try (RandomAccessFile file = new RandomAccessFile(fields[5], "r")) {
                    long offset = Long.parseLong(fields[2], 16);
                    file.seek(offset);
                    file.readFully(stored, 0, (int) Math.min(length, file.length() - offset));
                }
                assertArrayEquals(stored, mapped, fields[5]);
                compared++;
            }
        }
        assertTrue(compared >= 2, "the program's and the C library's code");
    }

    private static String status(long pid, String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith(key + ":"))
                .map(line -> line.substring(key.length() + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    /** It is not stopped, and its CPU time goes on: it works every millisecond, on whichever of its threads Go picks. */
    private static void assertGoesOn(long pid) throws IOException {
        assertNotEquals("T", status(pid, "State").substring(0, 1));
        long before = cpuNanos(pid);
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (cpuNanos(pid) <= before) {
            assertTrue(System.nanoTime() < limit, "no progress in a minute");
            Thread.onSpinWait();
        }
    }

    /** Of all its threads; the fields of {@code schedstat} are nanoseconds on a CPU, nanoseconds waiting, slices. */
    private static long cpuNanos(long pid) throws IOException {
        long nanos = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads) {
                nanos += Long.parseLong(
                        Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
            }
        }
        return nanos;
    }
}
