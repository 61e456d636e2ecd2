package dev.blindspot.linux.perf;

import dev.blindspot.linux.bindings.Linux;

/**
 * PERF_RECORD_LOST, _LOST_SAMPLES and _THROTTLE: the kernel dropped something. A ring tells only once a later record
 * fits, and of all events in it together; {@link PerfEvent#lost} tells at once, each by itself.
 *
 * <p>Layout: LOST {@code 8 id u64 | 16 lost u64 | trailer}; LOST_SAMPLES {@code 8 lost u64 | trailer}.
 */
public final class LostRecord {
    private LostRecord() {}

    /** A ring was full. */
    public static boolean isLost(PerfRecord record) {
        return record.type() == Linux.PERF_RECORD_LOST();
    }

    /** Hardware dropped samples. */
    public static boolean isLostSamples(PerfRecord record) {
        return record.type() == Linux.PERF_RECORD_LOST_SAMPLES();
    }

    /** An event was silenced until the next tick. Software events and tracepoints with a period never are. */
    public static boolean isThrottle(PerfRecord record) {
        return record.type() == Linux.PERF_RECORD_THROTTLE();
    }

    /** Records dropped, of a LOST or LOST_SAMPLES. */
    public static long count(PerfRecord record) {
        return record.getLong(isLost(record) ? 16 : 8);
    }
}
