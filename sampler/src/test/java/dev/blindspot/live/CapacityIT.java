package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.cli.CommandLines;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.export.JsonTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plan advises is tried: a service lives under the advised limit, and dies well below what it was seen to need. */
class CapacityIT {
    private static final long ROOMY = 1L << 30;

    @TempDir
    private Path directory = Path.of("");

    /** The service in a cgroup. */
    private static final class Service implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;
        private final Writer in;

        Service(MemoryCgroup cgroup, @Nullable Long goMemLimit) throws IOException {
            String newest = GoBuilds.newest();
            ProcessBuilder builder = new ProcessBuilder(cgroup.command(
                            List.of(GoBuilds.build("capacity", newest, "plain").toString())))
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().remove("GOMEMLIMIT");
            if (goMemLimit != null) {
                builder.environment().put("GOMEMLIMIT", Long.toString(goMemLimit));
            }
            process = builder.start();
            out = process.inputReader();
            in = process.outputWriter();
            assertEquals("ready", out.readLine());
        }

        void go() throws IOException {
            in.append('\n').flush();
        }

        /** What it says when its load is over; null if it did not live that long. */
        @Nullable
        String done() throws IOException {
            return out.readLine();
        }

        @Override
        public void close() {
            process.destroyForcibly();
            try {
                process.waitFor(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Map<String, @Nullable Object> plan() throws IOException {
        Path file = directory.resolve("a.bsp");
        try (MemoryCgroup cgroup = MemoryCgroup.limitedTo(ROOMY);
                Service service = new Service(cgroup, null)) {
            try (CommandLines.Background recording = CommandLines.background(
                    "record", Long.toString(service.process.pid()), "-i", "200ms", "-o", file.toString())) {
                recording.awaitAttached();
                service.go();
                assertEquals("{\"turns\":500}", service.done());
            }
        }
        Path json = directory.resolve("plan.json");
        assertEquals(0, CommandLines.run("plan", file.toString(), "--json", "-o", json.toString()));
        return JsonTree.object(Files.readString(json));
    }

    @Test
    void theAdvisedLimitIsEnoughAndFarLessIsNot() throws Exception {
        Privilege.tracing();
        Map<String, @Nullable Object> plan = plan();
        assertEquals(ROOMY, plan.get("limit_bytes"));
        long limit = JsonTree.number(plan, "advised_limit_bytes");
        long goMemLimit = JsonTree.number(plan, "advised_gomemlimit_bytes");
        long low = JsonTree.number(plan, "peak", "p50_bytes");
        assertTrue(limit < ROOMY / 2, plan.toString());

        try (MemoryCgroup cgroup = MemoryCgroup.limitedTo(limit);
                Service service = new Service(cgroup, goMemLimit)) {
            service.go();
            assertEquals("{\"turns\":500}", service.done());
            assertEquals(0, cgroup.oomKills());
        }
        try (MemoryCgroup cgroup = MemoryCgroup.limitedTo(low / 10 * 8);
                Service service = new Service(cgroup, null)) {
            service.go();
            assertNull(service.done());
            assertNotEquals(0, service.process.waitFor());
            assertEquals(1, cgroup.oomKills());
        }
    }
}
