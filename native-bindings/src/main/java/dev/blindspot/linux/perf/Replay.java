package dev.blindspot.linux.perf;

import dev.blindspot.linux.Machine;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rings and events without a kernel: what reads a {@link RingSet} reads these, and a {@link RecordWriter} writes them.
 *
 * <p>An event has an id and the layout of its samples, but is not open: it cannot be started or asked for losses.
 *
 * <p>Threads: one writes a ring, one reads it, as with the kernel's.
 */
public final class Replay implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final RingSet rings;
    private final List<AttachedEvent> events = new ArrayList<>();
    final List<RecordWriter> writers = new ArrayList<>();
    private final int cpus;

    /**
     * Makes the rings these events need, on CPUs from 0 on, and one event of each kind on each of them.
     *
     * @param specs of {@link EventSpecs#replayed}, or of {@link EventSpecs#of}
     */
    public Replay(List<EventSpec> specs, int cpus, RingSizes sizes) {
        this.cpus = cpus;
        this.rings = RingSet.empty(specs, IntStream.range(0, cpus).boxed().toList());
        for (RingKind kind : RingKind.values()) {
            for (int cpu = 0; cpu < cpus; cpu++) {
                addRing(kind, cpu, sizes.of(kind));
            }
        }
        long id = 0;
        for (int spec = 0; spec < specs.size(); spec++) {
            for (int cpu = 0; cpu < cpus; cpu++) {
                events.add(rings.add(spec, -1, cpu, PerfEvent.unopened(++id)));
            }
        }
    }

    private void addRing(RingKind kind, int cpu, long bytes) {
        long whole = (1L + KernelRing.pagesFor(bytes)) * Machine.PAGE_BYTES;
        MemorySegment ring = arena.allocate(whole, Machine.PAGE_BYTES);
        rings.add(kind, KernelRing.over(ring, cpu));
        writers.add(new RecordWriter(ring.asSlice(0, Machine.PAGE_BYTES), ring.asSlice(Machine.PAGE_BYTES)));
    }

    public RingSet rings() {
        return rings;
    }

    /** The event of a role on a CPU. */
    public AttachedEvent event(EventRole role, int cpu) {
        for (int i = cpu; i < events.size(); i += cpus) {
            if (events.get(i).role() == role) {
                return events.get(i);
            }
        }
        throw new IllegalArgumentException("no event of role " + role + " on CPU " + cpu);
    }

    /** The kernel's side of the ring that an event writes into. */
    public RecordWriter writer(AttachedEvent event) {
        return writers.get(event.spec().ring().ordinal() * cpus + event.cpu());
    }

    /** Fills all rings up to their ends, {@link RecordWriter#fill}; false if one has no room. */
    public boolean fill() {
        return writers.stream().allMatch(RecordWriter::fill);
    }

    /** Tells all once more, {@link RecordWriter#again}; false if something was left unread. */
    public boolean again() {
        for (int i = 0; i < writers.size(); i++) {
            if (!writers.get(i).again()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        rings.close();
        arena.close();
    }
}
