package dev.blindspot.linux.perf;

import dev.blindspot.linux.bindings.Linux;

/**
 * Where an event's samples hold what: all that is known before one is seen.
 *
 * <p>Layout, after the common part: {@code [addr u64] [nr u64, ips u64[nr]] [raw size u32, bytes] [abi u64, u64 a
 * register of the mask] [size u64, bytes[size], dyn_size u64]}.
 *
 * <p>Source: perf_event_open(2), PERF_RECORD_SAMPLE.
 *
 * @param addressOffset of the address, -1 none
 * @param chainOffset of the call chain's count, -1 none
 * @param variableOffset of what comes after address and call chain's count
 */
public record SampleLayout(
        int addressOffset, int chainOffset, int variableOffset, boolean raw, long registerMask, boolean userStack) {
    /** The layout of an event's samples. */
    public static SampleLayout of(EventAttr attr) {
        int at = PerfRecord.SAMPLE_FIELDS;
        int address = -1;
        int chain = -1;
        if (has(attr, Linux.PERF_SAMPLE_ADDR())) {
            address = at;
            at += Long.BYTES;
        }
        if (has(attr, Linux.PERF_SAMPLE_CALLCHAIN())) {
            chain = at;
            at += Long.BYTES;
        }
        return new SampleLayout(
                address,
                chain,
                at,
                has(attr, Linux.PERF_SAMPLE_RAW()),
                has(attr, Linux.PERF_SAMPLE_REGS_USER()) ? attr.userRegisters() : 0,
                has(attr, Linux.PERF_SAMPLE_STACK_USER()));
    }

    private static boolean has(EventAttr attr, long bit) {
        return (attr.sampleType() & bit) != 0;
    }
}
