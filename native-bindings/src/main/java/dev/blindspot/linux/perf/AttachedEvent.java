package dev.blindspot.linux.perf;

/**
 * One open event of a {@link RingSet}: a kind of event, on one CPU, of one thread or all.
 *
 * @param specIndex its place in {@link RingSet#specs}
 * @param tid the thread it was opened on, -1 for all; threads that thread makes may inherit it
 */
public record AttachedEvent(EventSpec spec, int specIndex, int cpu, int tid, PerfEvent event) {
    public EventRole role() {
        return spec.role();
    }

    public SampleLayout layout() {
        return spec.layout();
    }

    /** What its records carry. */
    public long id() {
        return event.id();
    }
}
