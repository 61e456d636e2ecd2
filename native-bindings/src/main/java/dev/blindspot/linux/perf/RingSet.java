package dev.blindspot.linux.perf;

import dev.blindspot.linux.perf.PerfResult.Failed;
import dev.blindspot.linux.perf.PerfResult.Ok;
import dev.blindspot.linux.perf.PerfResult.Step;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rings of all CPUs and the events that fill them.
 *
 * <p>Each ring belongs to a silent event on this process's own first thread, which lives as long as the process: so an
 * event of the target can come and go, and the end of a thread does not hang up the poll.
 *
 * <p>Threads: one at a time. Reading the rings and looking events up allocates nothing.
 */
public final class RingSet implements AutoCloseable {
    private final List<EventSpec> specs;
    private final List<Integer> cpus;
    private final List<RingKind> kinds = new ArrayList<>();
    private final List<KernelRing> rings = new ArrayList<>();
    private final List<AttachedEvent> events = new ArrayList<>();
    private final LongToInt placeById = new LongToInt();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment readBuffer = arena.allocate(PerfEvent.READ_BYTES, Long.BYTES);
    private volatile AttachedEvent[] passing = {};
    private boolean closed;

    private RingSet(List<EventSpec> specs, List<Integer> cpus) {
        this.specs = List.copyOf(specs);
        this.cpus = List.copyOf(cpus);
    }

    /** Maps the rings these events need on the CPUs that are online; no event is open yet. */
    static PerfResult<RingSet> open(List<EventSpec> specs, RingSizes sizes) {
        RingSet set = new RingSet(specs, Arrays.stream(CpuList.online()).boxed().toList());
        for (RingKind kind : RingKind.values()) {
            boolean wanted = specs.stream().anyMatch(spec -> spec.ring() == kind);
            if (!wanted && !(kind == RingKind.PROBES && sizes.probesBytes() > 0)) {
                continue;
            }
            for (int cpu : set.cpus) {
                switch (openRing(cpu, sizes.of(kind))) {
                    case Ok<KernelRing>(KernelRing ring) -> set.add(kind, ring);
                    case Failed<KernelRing> failed -> {
                        set.close();
                        return failed.cast();
                    }
                }
            }
        }
        return new Ok<>(set);
    }

    /** A set without rings and events, to be given some of a {@link Replay}. */
    static RingSet empty(List<EventSpec> specs, List<Integer> cpus) {
        return new RingSet(specs, cpus);
    }

    /** Adds a ring, which is closed with the set. */
    void add(RingKind kind, KernelRing ring) {
        kinds.add(kind);
        rings.add(ring);
    }

    /** Adds an event, which is closed with the set. */
    AttachedEvent add(int specIndex, int tid, int cpu, PerfEvent event) {
        AttachedEvent attached = new AttachedEvent(specs.get(specIndex), specIndex, cpu, tid, event);
        events.add(attached);
        placeById.put(event.id(), events.size());
        return attached;
    }

    private static PerfResult<KernelRing> openRing(int cpu, long bytes) {
        int self = (int) ProcessHandle.current().pid();
        int pages = KernelRing.pagesFor(bytes);
        EventAttr attr = EventAttr.dummy().userOnly().wakeupAt((int) Math.min(bytes / 4, Integer.MAX_VALUE));
        return switch (PerfEvent.open("ring owner", attr, self, cpu)) {
            case Ok<PerfEvent>(PerfEvent owner) -> KernelRing.map(owner, cpu, pages);
            case Failed<PerfEvent> failed -> failed.cast();
        };
    }

    /** Opens an event, still stopped, and leads it into the ring of its kind and CPU. */
    PerfResult<AttachedEvent> add(int specIndex, int tid, int cpu, EventAttr attr, @Nullable String filter) {
        EventSpec spec = specs.get(specIndex);
        String what = spec.role().label();
        return switch (PerfEvent.open(what, attr, tid, cpu)) {
            case Failed<PerfEvent> failed -> failed.cast();
            case Ok<PerfEvent>(PerfEvent event) -> {
                int led = event.setOutput(ring(spec.ring(), cpu).owner());
                int filtered = filter == null ? 0 : event.setFilter(filter);
                if (led < 0 || filtered < 0) {
                    event.close();
                    yield led < 0
                            ? new Failed<>(Step.SET_OUTPUT, what, -led)
                            : new Failed<>(Step.SET_FILTER, filter + " on " + what, -filtered);
                }
                yield new Ok<>(add(specIndex, tid, cpu, event));
            }
        };
    }

    KernelRing ring(RingKind kind, int cpu) {
        for (int i = 0; i < rings.size(); i++) {
            if (kinds.get(i) == kind && rings.get(i).cpu() == cpu) {
                return rings.get(i);
            }
        }
        throw new IllegalArgumentException("no ring of CPU " + cpu);
    }

    /**
     * Starts the events opened from a place in the order of opening on; in the order of {@link #specs}, CPUs side by
     * side.
     */
    PerfResult<RingSet> enable(int from) {
        for (int spec = 0; spec < specs.size(); spec++) {
            for (AttachedEvent event : events.subList(from, events.size())) {
                int result = event.specIndex() == spec ? event.event().enable() : 0;
                if (result < 0) {
                    return new Failed<>(Step.ENABLE, event.role().label(), -result);
                }
            }
        }
        return new Ok<>(this);
    }

    /** Closes the events opened from a place in the order of opening on. */
    void dropFrom(int from) {
        for (AttachedEvent event : events.subList(from, events.size())) {
            placeById.put(event.id(), LongToInt.NONE);
            event.event().close();
        }
        events.subList(from, events.size()).clear();
    }

    /** Stops all events; what they wrote stays in the rings, and so do the counts of what was lost. */
    public void disable() {
        for (AttachedEvent event : events) {
            event.event().disable();
        }
    }

    /** Stops, or starts again, the events that tell of mappings. */
    public void pause(boolean paused) {
        for (AttachedEvent event : events) {
            if (event.spec().ring() == RingKind.MAPPINGS) {
                if (paused) {
                    event.event().disable();
                } else {
                    event.event().enable();
                }
            }
        }
    }

    public List<EventSpec> specs() {
        return specs;
    }

    /** The CPUs that have rings: those online at the attach. */
    public List<Integer> cpus() {
        return cpus;
    }

    public int ringCount() {
        return rings.size();
    }

    /** A ring by number; those of one {@link RingKind} stand together. */
    public KernelRing ring(int index) {
        return rings.get(index);
    }

    public RingKind kind(int index) {
        return kinds.get(index);
    }

    public int eventCount() {
        return events.size();
    }

    /** The event of a record's id, or null for one that is none of these. */
    public @Nullable AttachedEvent event(long id) {
        int place = placeById.get(id);
        return place == LongToInt.NONE ? passing(id) : events.get(place - 1);
    }

    private @Nullable AttachedEvent passing(long id) {
        AttachedEvent[] known = passing;
        for (AttachedEvent event : known) {
            if (event.id() == id) {
                return event;
            }
        }
        return null;
    }

    /**
     * Makes events known that another opens and closes, {@link ProbeWindow}: their records may stand in the rings for a
     * while after. Any thread, while another reads.
     */
    void addPassing(List<AttachedEvent> opened) {
        AttachedEvent[] known = passing;
        int kept = Math.min(known.length, opened.size());
        AttachedEvent[] both = Arrays.copyOf(opened.toArray(AttachedEvent[]::new), opened.size() + kept);
        System.arraycopy(known, 0, both, opened.size(), kept);
        passing = both;
    }

    /**
     * Sets how many occurrences a sample stands for, on all running events of a role. Each is stopped for some
     * microseconds; threads that have inherited one keep the period they got, so with {@link ThreadAttach} a period is
     * better left alone.
     */
    public void setPeriod(EventRole role, long occurrences) {
        for (AttachedEvent attached : events) {
            if (attached.role() == role) {
                PerfEvent event = attached.event();
                event.disable();
                event.setPeriod(occurrences);
                event.enable();
            }
        }
    }

    /**
     * Reads how many records of each spec were lost since the attach, tail included: a system call an event.
     *
     * @param perSpec filled; -1 where this kernel does not tell (before Linux 6.0)
     */
    public void readLost(long[] perSpec) {
        Arrays.fill(perSpec, 0, specs.size(), 0);
        for (int i = 0; i < events.size(); i++) {
            AttachedEvent event = events.get(i);
            long lost = event.event().readLost(readBuffer);
            int spec = event.specIndex();
            perSpec[spec] = lost < 0 || perSpec[spec] < 0 ? -1 : perSpec[spec] + lost;
        }
    }

    /**
     * Closes all events and rings; no perf event is left. The kernel waits for grace periods at the last event of each
     * tracepoint: tens of milliseconds each, half a second in all, also where the end of the process closes them.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (AttachedEvent event : events) {
            event.event().close();
        }
        for (KernelRing ring : rings) {
            ring.close();
        }
        arena.close();
    }
}
