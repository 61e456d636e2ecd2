package dev.blindspot.linux.perf;

import dev.blindspot.linux.bindings.Linux;
import java.nio.charset.StandardCharsets;

/**
 * PERF_RECORD_COMM: a thread has a new name, by itself or by exec.
 *
 * <p>Layout: {@code 8 pid u32, tid u32 | 16 name, NUL-filled | trailer}.
 */
public final class CommRecord {
    private static final int NAME = 16;

    private CommRecord() {}

    public static boolean is(PerfRecord record) {
        return record.type() == Linux.PERF_RECORD_COMM();
    }

    public static int pid(PerfRecord record) {
        return record.getInt(8);
    }

    public static int tid(PerfRecord record) {
        return record.getInt(12);
    }

    /** Whether the name came with an exec. */
    public static boolean isExec(PerfRecord record) {
        return (record.misc() & Linux.PERF_RECORD_MISC_COMM_EXEC()) != 0;
    }

    public static int nameLength(PerfRecord record) {
        return record.textLength(NAME);
    }

    /** The name, a character a byte (see {@link CommFilter}); allocates. */
    public static String name(PerfRecord record) {
        byte[] bytes = new byte[nameLength(record)];
        record.copy(NAME, bytes, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
