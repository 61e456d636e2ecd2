package dev.blindspot.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.event.EventChannel;
import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.event.PathTable;
import dev.blindspot.ring.SpscRing;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rehearsal goes the whole way with every kind of event, and leaves nothing behind. */
class RehearsalTest {
    /** One more than the kernel's largest limit of pids. */
    private static final int NO_PROCESS = (1 << 22) + 1;

    private static final Set<EventKind> HAPPENS = EnumSet.of(
            EventKind.MMAP,
            EventKind.MUNMAP,
            EventKind.MREMAP,
            EventKind.MPROTECT,
            EventKind.MADVISE,
            EventKind.BRK,
            EventKind.FAULT,
            EventKind.THREAD_START,
            EventKind.THREAD_END,
            EventKind.EXEC_MAPPING);

    private final EventChannel channel = new EventChannel(new SpscRing(Arena.ofShared(), 1 << 18));
    private final Map<EventKind, Integer> counts = new EnumMap<>(EventKind.class);
    private int withStack;

    @ParameterizedTest
    @CsvSource({"SYSTEM,ALL,false", "SYSTEM,AUTO,true", "THREAD,AUTO,false"})
    void everyKindOfEventArrives(AttachMode attach, StackMode stacks, boolean latency)
            throws InterruptedException, IOException {
        int pid = (int) ProcessHandle.current().pid();
        Thread reader = Thread.ofPlatform().start(this::read);
        rehearse(pid, attach, stacks, latency);
        reader.join();
        assertTrue(counts.keySet().containsAll(HAPPENS), counts.toString());
        assertTrue(withStack > 0, "no stack");
        assertEquals(0, perfEvents(), "perf events of this process");
    }

    @Test
    void aTargetThatIsGoneEndsItAtOnce() throws InterruptedException {
        Thread reader = Thread.ofPlatform().start(this::read);
        rehearse(NO_PROCESS, AttachMode.SYSTEM, StackMode.ALL, false);
        reader.join();
        assertEquals(Map.of(), counts);
    }

    private void rehearse(int pid, AttachMode attach, StackMode stacks, boolean latency) {
        Rehearsal.run(
                pid,
                new SampleConfig(attach, stacks, latency, 4 << 20, 1_000_000_000),
                new PathTable(4),
                List.of(channel));
    }

    private void read() {
        channel.consume(new EventChannel.Consumer() {
            @Override
            public void accept(long[] words, int base) {
                counts.merge(EventKind.of(EventLayout.getInt(words, base, EventLayout.KIND)), 1, Integer::sum);
                withStack += EventLayout.getInt(words, base, EventLayout.STACK) != 0 ? 1 : 0;
            }

            @Override
            public void completeUpTo(long nanos) {}
        });
    }

    private static long perfEvents() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(RehearsalTest::isPerfEvent).count();
        }
    }

    private static boolean isPerfEvent(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("perf_event");
        } catch (IOException e) {
            return false; // the listing's own descriptor
        }
    }
}
