package dev.blindspot.linux.proc;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Parses {@code /proc/PID/status}.
 *
 * <p>A figure the text lacks (a kernel thread has no memory) is {@link #UNKNOWN}.
 *
 * <p>Units: bytes; the kernel prints kB of 1,024. Threads: one. Allocation: none. Source: proc_pid_status(5).
 */
public final class StatusParser {
    /** What an accessor gives where the text does not say. */
    public static final long UNKNOWN = -1;

    private static final String[] NAMES = {"Tgid", "VmHWM", "VmRSS", "HugetlbPages", "TracerPid"};
    private static final int TGID = 0;
    private static final int VM_HWM = 1;
    private static final int VM_RSS = 2;
    private static final int HUGETLB_PAGES = 3;
    private static final int TRACER_PID = 4;

    private static final byte[] KILO = "kB".getBytes(StandardCharsets.US_ASCII);
    private static final byte[][] KEYS = Arrays.stream(NAMES)
            .map(name -> (name + ':').getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);

    private final AsciiScanner scanner = new AsciiScanner();
    private final long[] values = new long[KEYS.length];

    public StatusParser() {
        Arrays.fill(values, UNKNOWN);
    }

    /** Takes the figures; false where not one of them is there. */
    public boolean parse(MemorySegment bytes, long length) {
        Arrays.fill(values, UNKNOWN);
        scanner.reset(bytes, 0, length);
        boolean any = false;
        do {
            int key = key();
            if (key >= 0) {
                any |= value(key);
            }
        } while (scanner.skipLine());
        return any;
    }

    private int key() {
        for (int i = 0; i < KEYS.length; i++) {
            if (scanner.take(KEYS[i])) {
                return i;
            }
        }
        return -1;
    }

    private boolean value(int key) {
        scanner.skipBlanks();
        if (!scanner.decimal()) {
            return false;
        }
        long number = scanner.value();
        scanner.skipBlanks();
        values[key] = scanner.take(KILO) ? number << 10 : number;
        return true;
    }

    /** The process a thread belongs to. */
    public long tgid() {
        return values[TGID];
    }

    /** The process that traces it; 0 if none does. */
    public long tracerPid() {
        return values[TRACER_PID];
    }

    /** The most that was ever resident. */
    public long vmHwmBytes() {
        return values[VM_HWM];
    }

    public long vmRssBytes() {
        return values[VM_RSS];
    }

    /** Pages of hugetlbfs, which VmRSS does not hold. */
    public long hugetlbBytes() {
        return values[HUGETLB_PAGES];
    }
}
