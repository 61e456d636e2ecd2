package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.live.CallCounts;
import dev.blindspot.live.EventLines;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.Privilege;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream for a minute. */
@Tag("acceptance")
class StreamMinuteIT {
    private static final int WARM_SECONDS = 10;
    private static final long FLAT_BYTES = 24 << 20;

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void privilege() {
        Privilege.tracing();
    }

    /** As many as two threads can make: what came and what was told as lost is what the kernel counted. */
    @ParameterizedTest
    @ValueSource(strings = {"jsonl", "arrow"})
    void everyCallIsToldOrCounted(String format) throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool();
                GoTarget target = Streams.target("-anon-count", "100", "-seconds", "60");
                CallCounts mmaps = CallCounts.of("sys_exit_mmap", target.comm());
                CallCounts munmaps = CallCounts.of("sys_enter_munmap", target.comm());
                CallCounts mremaps = CallCounts.of("sys_exit_mremap", target.comm());
                Cli.Started stream = Streams.start(target, directory, Redirect.PIPE, "-f", format);
                InputStream in = stream.process().getInputStream()) {
            long mapped = mmaps.read();
            Future<EventLines> reading = threads.submit(() -> Streams.events(in, format));
            Future<Map<String, @Nullable Object>> working = threads.submit(target::run);
            List<Long> resident = residentEachSecond(stream, working);
            assertEquals(munmaps.read(), Streams.calls(working.get(), "munmap"));
            mapped = mmaps.read() - mapped;
            stream.signal("INT");
            Streams.ended(stream);

            EventLines events = reading.get();
            long lost = events.lost("stream");
            long others = 0;
            for (Map.Entry<String, Long> kind : Map.of(
                            "mmap", mapped, "munmap", munmaps.read(), "mremap", mremaps.read())
                    .entrySet()) {
                long told = events.count(kind.getKey()) + events.lost(kind.getKey());
                long missing = kind.getValue() - told;
                assertTrue(missing >= 0 && missing <= lost, () -> kind + ", told " + told + ", dropped " + lost);
                others += missing;
            }
            // What was dropped besides are the few events of other kinds.
            long rest = lost - others;
            long allOthers = events.numbered() - events.count("mmap") - events.count("munmap") - events.count("mremap");
            System.out.printf(
                    "%s: %d calls in a minute, %d lost in the kernel's rings, %d dropped, %d of other kinds; resident %s%n",
                    format,
                    mapped + munmaps.read() + mremaps.read(),
                    events.lost("mmap") + events.lost("munmap") + events.lost("mremap"),
                    lost,
                    allOthers,
                    resident);
            assertTrue(rest >= 0 && rest <= 10 * allOthers + 1_000, () -> rest + " dropped of other kinds");
            assertTrue(resident.size() > WARM_SECONDS);
            long warm = resident.get(WARM_SECONDS);
            long most = resident.stream().mapToLong(bytes -> bytes).max().orElseThrow();
            assertTrue(most - warm < FLAT_BYTES, () -> "resident each second: " + resident);
        }
    }

    private static List<Long> residentEachSecond(Cli.Started stream, Future<?> working) throws Exception {
        List<Long> resident = new ArrayList<>();
        while (true) {
            try {
                working.get(1, TimeUnit.SECONDS);
                return resident;
            } catch (TimeoutException e) {
                resident.add(Streams.residentBytes(stream));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsonl", "arrow"})
    void atTwentyThousandASecondNothingIsLost(String format) throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool();
                GoTarget target = Streams.target(
                        "-anon-count",
                        "1200000",
                        "-anon-size",
                        "4096",
                        "-leak-seconds",
                        "60",
                        "-churners",
                        "0",
                        "-seconds",
                        "0");
                CallCounts mmaps = CallCounts.of("sys_exit_mmap", target.comm());
                Cli.Started stream = Streams.start(target, directory, Redirect.PIPE, "-f", format);
                InputStream in = stream.process().getInputStream()) {
            Future<EventLines> reading = threads.submit(() -> Streams.events(in, format));
            long mapped = mmaps.read();
            Map<String, @Nullable Object> truth = target.run();
            mapped = mmaps.read() - mapped;
            stream.signal("INT");
            Streams.ended(stream);

            EventLines events = reading.get();
            for (String source : List.of("stream", "mmap", "munmap", "mremap")) {
                assertEquals(0, events.lost(source), source);
            }
            assertTrue(mapped >= 1_200_000);
            assertEquals(mapped, events.count("mmap"));
            assertEquals(Streams.calls(truth, "munmap"), events.count("munmap"));
            assertEquals(Streams.calls(truth, "mremap"), events.count("mremap"));
        }
    }
}
