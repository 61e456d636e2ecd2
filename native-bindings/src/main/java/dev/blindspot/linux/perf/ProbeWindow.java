package dev.blindspot.linux.perf;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.blindspot.linux.Machine;
import dev.blindspot.linux.perf.PerfResult.Failed;
import dev.blindspot.linux.perf.PerfResult.Ok;
import dev.blindspot.linux.perf.PerfResult.Step;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Probes that are there for a short while only, again and again: a breakpoint costs the target with each hit, also while
 * its event is stopped, so the events are opened and closed. They write into the rings of a {@link RingSet}, whose reader
 * goes on meanwhile.
 *
 * <p>Closing takes some tens of milliseconds an event, in which the kernel waits for everybody that may be in the probe;
 * the breakpoint itself is gone when the last event at its place begins to close. So the places hit most are opened last and
 * closed first.
 *
 * <p>Threads: one, which is not the reader's.
 */
public final class ProbeWindow implements AutoCloseable {
    private final RingSet rings;
    private final List<EventSpec> specs;
    private final Deque<AttachedEvent> open = new ArrayDeque<>();
    private final Map<EventRole, Long> openedNanos = new EnumMap<>(EventRole.class);
    private final Map<EventRole, Long> presentNanos = new EnumMap<>(EventRole.class);
    private final Arena arena = Arena.ofShared();
    private final MemorySegment readBuffer = arena.allocate(PerfEvent.READ_BYTES, JAVA_LONG.byteSize());

    /** @param specs of {@link ProbeSpecs}, those hit most first */
    public ProbeWindow(RingSet rings, List<EventSpec> specs) {
        this.rings = rings;
        this.specs = List.copyOf(specs);
    }

    /**
     * Places the breakpoints; nothing is reported yet.
     *
     * @param filter lets through these threads alone; null for all
     */
    public PerfResult<Integer> open(@Nullable String filter) {
        presentNanos.clear();
        openedNanos.clear();
        for (EventSpec spec : specs.reversed()) {
            openedNanos.putIfAbsent(spec.role(), Machine.monotonicNanos());
            for (int cpu : rings.cpus()) {
                switch (open(spec, cpu, filter)) {
                    case Ok<AttachedEvent>(AttachedEvent event) -> open.addFirst(event);
                    case Failed<AttachedEvent> failed when failed.cpuOffline() -> {}
                    case Failed<AttachedEvent> failed -> {
                        shut();
                        return failed.cast();
                    }
                }
            }
        }
        rings.addPassing(List.copyOf(open));
        return new Ok<>(open.size());
    }

    private PerfResult<AttachedEvent> open(EventSpec spec, int cpu, @Nullable String filter) {
        String what = spec.role().label();
        return switch (PerfEvent.open(what, spec.attr(), -1, cpu)) {
            case Failed<PerfEvent> failed -> failed.cast();
            case Ok<PerfEvent>(PerfEvent event) -> {
                int led = event.setOutput(rings.ring(spec.ring(), cpu).owner());
                if (led < 0) {
                    event.close();
                    yield new Failed<>(Step.SET_OUTPUT, what, -led);
                }
                if (filter != null) {
                    // Without it there are more records to pass over, and that is all.
                    event.setFilter(filter);
                }
                yield new Ok<>(new AttachedEvent(spec, -1, cpu, -1, event));
            }
        };
    }

    /** Reports from now on: what ends a chunk before what makes one. */
    public void begin() {
        for (AttachedEvent event : open) {
            event.event().enable();
        }
    }

    /** Reports no more, and takes the breakpoints away; gives how many records were lost, -1 if the kernel does not tell. */
    public long shut() {
        long lost = 0;
        for (AttachedEvent event : open) {
            event.event().disable();
        }
        for (AttachedEvent event : open) {
            long ofEvent = event.event().readLost(readBuffer);
            lost = ofEvent < 0 || lost < 0 ? -1 : lost + ofEvent;
        }
        for (AttachedEvent event : open) {
            EventRole role = event.spec().role();
            presentNanos.put(role, Machine.monotonicNanos() - openedNanos.getOrDefault(role, 0L));
            event.event().close();
        }
        open.clear();
        return lost;
    }

    /** How long the last window's breakpoints of a role were there, from the first that was placed to the last that went. */
    public long presentNanos(EventRole role) {
        return presentNanos.getOrDefault(role, 0L);
    }

    @Override
    public void close() {
        shut();
        arena.close();
    }
}
