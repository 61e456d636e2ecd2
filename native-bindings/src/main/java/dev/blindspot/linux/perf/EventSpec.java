package dev.blindspot.linux.perf;

/**
 * One kind of event to open, on however many CPUs and threads.
 *
 * @param filterable whether a {@link CommFilter} may narrow it: a tracepoint
 */
public record EventSpec(EventRole role, EventAttr attr, RingKind ring, boolean filterable, SampleLayout layout) {
    static EventSpec tracepoint(EventRole role, EventAttr attr) {
        return new EventSpec(role, attr, RingKind.MAPPINGS, true, SampleLayout.of(attr));
    }

    static EventSpec unfiltered(EventRole role, EventAttr attr, RingKind ring) {
        return new EventSpec(role, attr, ring, false, SampleLayout.of(attr));
    }
}
