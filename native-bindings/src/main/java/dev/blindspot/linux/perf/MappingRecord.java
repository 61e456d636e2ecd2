package dev.blindspot.linux.perf;

import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * PERF_RECORD_MMAP2: an executable mapping came to be.
 *
 * <p>Layout:
 *
 * <pre>
 *  8 pid u32, tid u32        48 inode u64        (with a build id: 40 length u8, 44 bytes[20])
 * 16 address u64             56 inode generation u64
 * 24 length u64              64 prot u32, flags u32
 * 32 file offset u64         72 file name, NUL-filled
 * 40 major u32, minor u32    trailer
 * </pre>
 */
public final class MappingRecord {
    private static final int NAME = 72;

    private MappingRecord() {}

    public static boolean is(PerfRecord record) {
        return record.type() == Linux.PERF_RECORD_MMAP2();
    }

    public static int pid(PerfRecord record) {
        return record.getInt(8);
    }

    public static long address(PerfRecord record) {
        return record.getLong(16);
    }

    public static long length(PerfRecord record) {
        return record.getLong(24);
    }

    /** Bytes into the file. */
    public static long fileOffset(PerfRecord record) {
        return record.getLong(32);
    }

    /** The inode; meaningless with a build id. */
    public static long inode(PerfRecord record) {
        return record.getLong(48);
    }

    public static int prot(PerfRecord record) {
        return record.getInt(64);
    }

    public static int flags(PerfRecord record) {
        return record.getInt(68);
    }

    public static int fileNameLength(PerfRecord record) {
        return record.textLength(NAME);
    }

    /** Copies the first bytes of the file's name out. */
    public static void copyFileName(PerfRecord record, MemorySegment to, int bytes) {
        record.copy(NAME, to, 0, bytes);
    }

    /** The file's name as the kernel gives it ({@code [vdso]}, {@code //anon} for none); allocates. */
    public static String fileName(PerfRecord record) {
        byte[] bytes = new byte[fileNameLength(record)];
        record.copy(NAME, bytes, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
