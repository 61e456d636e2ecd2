package dev.blindspot.linux.perf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.MemorySegment;

/**
 * One record of a kernel ring, a flyweight over words copied of it, see {@link RingCursor}; valid until the next record is
 * looked at.
 *
 * <p>Threads: the one that reads the ring. Allocation: none.
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

    static final int SAMPLE = Linux.PERF_RECORD_SAMPLE();

    /** Where a sample has its process and thread. */
    static final int SAMPLE_THREAD = 16;

    /** Where a sample has its time. */
    static final int SAMPLE_TIME = 24;

    private long[] words = {};
    private int first;
    private int type;
    private int misc;
    private int size;
    private int common;

    /** Takes the record that begins at a word. Its size must have been checked. */
    void on(long[] copied, int at) {
        long header = copied[at];
        words = copied;
        first = at;
        type = (int) header;
        misc = (int) (header >>> 32) & 0xffff;
        size = sizeOf(header);
        common = type == SAMPLE ? SAMPLE_THREAD : size - TRAILER_BYTES;
    }

    /** The size that a record's first word tells. */
    static int sizeOf(long header) {
        return (int) (header >>> 48);
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
        return words[first + (offset >> 3)];
    }

    /** An int at an offset that is a multiple of 4. */
    public int getInt(int offset) {
        return (int) (words[first + (offset >> 3)] >>> ((offset & 4) << 3));
    }

    public byte getByte(int offset) {
        return (byte) (words[first + (offset >> 3)] >>> ((offset & 7) << 3));
    }

    /** A word at an offset that is a multiple of 4: raw tracepoint data is aligned to no more. */
    public long getLongOfInts(int offset) {
        return Integer.toUnsignedLong(getInt(offset)) | (long) getInt(offset + 4) << 32;
    }

    long[] words() {
        return words;
    }

    /** Which of the words is at an offset that is a multiple of 8. */
    int wordAt(int offset) {
        return first + (offset >> 3);
    }

    /** How many words from an offset on come before this one; {@code most} where it is not among so many. */
    int wordsBefore(long word, int offset, int most) {
        int at = first + (offset >> 3);
        for (int i = 0; i < most; i++) {
            if (words[at + i] == word) {
                return i;
            }
        }
        return most;
    }

    /** How many words from an offset on, {@code most} at most, come before one that is not below this, unsigned. */
    int wordsBelow(long bound, int offset, int most) {
        int at = first + (offset >> 3);
        for (int i = 0; i < most; i++) {
            if (Long.compareUnsigned(words[at + i], bound) >= 0) {
                return i;
            }
        }
        return most;
    }

    /** Copies words of the record out, from an offset that is a multiple of 8. */
    public void copy(int offset, long[] to, int at, int count) {
        System.arraycopy(words, first + (offset >> 3), to, at, count);
    }

    /** Copies bytes of the record out. */
    public void copy(int offset, MemorySegment to, long toOffset, long bytes) {
        MemorySegment.copy(MemorySegment.ofArray(words), byteOf(offset), to, toOffset, bytes);
    }

    /** Copies bytes of the record out. */
    public void copy(int offset, byte[] to, int bytes) {
        MemorySegment.copy(MemorySegment.ofArray(words), JAVA_BYTE, byteOf(offset), to, 0, bytes);
    }

    private long byteOf(int offset) {
        return (long) first * Long.BYTES + offset;
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
