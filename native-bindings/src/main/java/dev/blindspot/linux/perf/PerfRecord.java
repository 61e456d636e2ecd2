package dev.blindspot.linux.perf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.MemorySegment;

/**
 * One record of a kernel ring, a flyweight: valid until the ring is released past it.
 *
 * <p>Threads: the one that reads the ring.
 *
 * <p>Layout (bytes; what {@link EventAttr} makes common to all events):
 *
 * <pre>
 * sample:       0 type u32, misc u16, size u16 | 8 id | 16 pid u32, tid u32 | 24 time | 32 what the event asked for
 * any other:    0 type u32, misc u16, size u16 | 8 its own fields … | -24 pid u32, tid u32 | -16 time | -8 id
 * </pre>
 *
 * <p>Source: perf_event_open(2), MMAP layout.
 */
public final class PerfRecord {
    /** Where a sample's own fields begin. */
    public static final int SAMPLE_FIELDS = 32;

    /** The end of a record that is no sample. */
    public static final int TRAILER_BYTES = 24;

    static final int HEADER_BYTES = 8;

    private static final int SAMPLE = Linux.PERF_RECORD_SAMPLE();

    private MemorySegment segment = MemorySegment.NULL;
    private long base;
    private int type;
    private int misc;
    private int size;
    private int common;

    /** Positions on a whole record; its size must have been checked. */
    void on(MemorySegment memory, long offset) {
        segment = memory;
        base = offset;
        type = memory.get(JAVA_INT, offset);
        misc = Short.toUnsignedInt(memory.get(JAVA_SHORT, offset + 4));
        size = Short.toUnsignedInt(memory.get(JAVA_SHORT, offset + 6));
        common = type == SAMPLE ? 16 : size - TRAILER_BYTES;
    }

    /** PERF_RECORD_…. */
    public int type() {
        return type;
    }

    /** PERF_RECORD_MISC_…. */
    public int misc() {
        return misc;
    }

    /** Bytes, header and all. */
    public int size() {
        return size;
    }

    public boolean isSample() {
        return type == SAMPLE;
    }

    /** Whether it is long enough for what is common to all; else only header fields may be asked for. */
    public boolean isWhole() {
        return size >= SAMPLE_FIELDS;
    }

    /** Id of the event that reports; see {@link PerfEvent#id}. */
    public long id() {
        return getLong(type == SAMPLE ? 8 : size - 8);
    }

    /** Process of the thread that was running; -1 as it ends. */
    public int pid() {
        return getInt(common);
    }

    /** The thread that was running; -1 as it ends. */
    public int tid() {
        return getInt(common + 4);
    }

    /** CLOCK_MONOTONIC, ns. */
    public long time() {
        return getLong(common + 8);
    }

    /** A word at an offset that is a multiple of 8. */
    public long getLong(int offset) {
        return segment.get(JAVA_LONG, base + offset);
    }

    /** An int at an offset that is a multiple of 4. */
    public int getInt(int offset) {
        return segment.get(JAVA_INT, base + offset);
    }

    public byte getByte(int offset) {
        return segment.get(JAVA_BYTE, base + offset);
    }

    /** A word anywhere; raw tracepoint data is aligned to 4 only. */
    public long getLongUnaligned(int offset) {
        return segment.get(JAVA_LONG_UNALIGNED, base + offset);
    }

    public int getIntUnaligned(int offset) {
        return segment.get(JAVA_INT_UNALIGNED, base + offset);
    }

    /** Copies bytes of the record out. */
    public void copy(int offset, MemorySegment to, long toOffset, long bytes) {
        MemorySegment.copy(segment, base + offset, to, toOffset, bytes);
    }

    /** Copies bytes of the record out. */
    public void copy(int offset, byte[] to, int bytes) {
        MemorySegment.copy(segment, JAVA_BYTE, base + offset, to, 0, bytes);
    }

    /** Bytes before the first NUL of a field that ends where the trailer begins. */
    int textLength(int offset) {
        int end = size - TRAILER_BYTES;
        int at = offset;
        while (at < end && getByte(at) != 0) {
            at++;
        }
        return at - offset;
    }
}
