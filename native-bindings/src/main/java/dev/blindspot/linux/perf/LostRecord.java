package dev.blindspot.linux.perf;

import dev.blindspot.linux.bindings.Linux;

/**
 * PERF_RECORD_LOST: a ring was full. It tells only once a later record fits, and of all events in the ring together;
 * {@link PerfEvent#lost} tells at once, each by itself.
 *
 * <p>Layout: {@code 8 id u64 | 16 lost u64 | trailer}.
 */
public final class LostRecord {
    private LostRecord() {}

    public static boolean isLost(PerfRecord record) {
        return record.type() == Linux.PERF_RECORD_LOST();
    }

    /** Records dropped. */
    public static long count(PerfRecord record) {
        return record.getLong(16);
    }
}
