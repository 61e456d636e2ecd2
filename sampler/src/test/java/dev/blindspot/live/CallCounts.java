package dev.blindspot.live;

import dev.blindspot.linux.Machine;
import dev.blindspot.linux.perf.EventAttr;
import dev.blindspot.linux.perf.PerfEvent;
import dev.blindspot.linux.perf.PerfResult;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * How often a process makes a system call, counted by the kernel in no ring: nothing of it can be lost. Calls of Go's
 * runtime are in it, which the program itself knows nothing of.
 */
public final class CallCounts implements AutoCloseable {
    private final List<PerfEvent> events = new ArrayList<>();

    private CallCounts() {}

    /**
     * Counts from now on.
     *
     * @param tracepoint {@code sys_exit_mmap}, say
     * @param comm name of all the threads to count, and of no others
     */
    public static CallCounts of(String tracepoint, String comm) {
        EventAttr attr = EventAttr.tracepoint(value(Privilege.tracing().id("syscalls", tracepoint)));
        CallCounts counts = new CallCounts();
        for (int cpu = 0; cpu < Machine.CPUS; cpu++) {
            switch (PerfEvent.open(tracepoint, attr, -1, cpu)) {
                case PerfResult.Ok<PerfEvent>(PerfEvent event) -> {
                    counts.events.add(event);
                    check(event.setFilter("comm == \"" + comm + "\""));
                    check(event.enable());
                }
                case PerfResult.Failed<PerfEvent> failed when failed.cpuOffline() -> {}
                case PerfResult.Failed<PerfEvent> failed -> throw new AssertionError(failed.text());
            }
        }
        return counts;
    }

    /** Calls so far. */
    public long read() {
        long sum = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(PerfEvent.READ_BYTES, Long.BYTES);
            for (PerfEvent event : events) {
                check(event.read(buffer));
                sum += PerfEvent.value(buffer);
            }
        }
        return sum;
    }

    @Override
    public void close() {
        events.forEach(PerfEvent::close);
    }

    private static int value(PerfResult<Integer> result) {
        return switch (result) {
            case PerfResult.Ok<Integer>(Integer id) -> id;
            case PerfResult.Failed<Integer> failed -> throw new AssertionError(failed.text());
        };
    }

    private static void check(long result) {
        if (result < 0) {
            throw new AssertionError("errno " + -result);
        }
    }
}
