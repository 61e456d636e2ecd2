package dev.blindspot.linux.perf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.blindspot.linux.Machine;
import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.NullMarked;

/**
 * A kernel ring without a kernel: filled with samples once, read through {@link RingCursor} as often as one likes. It is
 * in this package since the cursor is nobody else's to use.
 */
@NullMarked
public final class SavedRing {
    /** Event ids, as the samples carry them. */
    public static final long MMAP = 1;

    public static final long MUNMAP = 2;

    private static final Registers REGISTERS = Registers.HERE;
    private static final long MMAP_MASK = REGISTERS.returnedMask() | REGISTERS.argumentMask(1, 2, 3, 4, 5);
    private static final long MUNMAP_MASK = REGISTERS.argumentMask(0, 1);

    private final MemorySegment control = Arena.ofAuto().allocate(Machine.PAGE_BYTES, Long.BYTES);
    private final MemorySegment data;
    private RingCursor cursor;
    private long end;

    /** An empty ring of a power of two of bytes. */
    public SavedRing(long dataBytes) {
        data = Arena.ofAuto().allocate(dataBytes, Long.BYTES);
        cursor = new RingCursor(control, data);
    }

    /** How mmap's samples are laid out: call chain and registers. */
    public static SampleLayout mmapLayout() {
        return new SampleLayout(-1, PerfRecord.SAMPLE_FIELDS, PerfRecord.SAMPLE_FIELDS + 8, false, MMAP_MASK, false);
    }

    /** How munmap's samples are laid out: registers alone. */
    public static SampleLayout munmapLayout() {
        return new SampleLayout(-1, -1, PerfRecord.SAMPLE_FIELDS, false, MUNMAP_MASK, false);
    }

    /** Appends the sample of an mmap's exit. */
    public void mmap(int tid, long nanos, long address, long length, MemorySegment chain, long chainOffset, int depth) {
        long start = begin(MMAP, tid, nanos);
        put(depth + 1L);
        put(Linux.PERF_CONTEXT_USER());
        for (int i = 0; i < depth; i++) {
            put(chain.get(JAVA_LONG, chainOffset + (long) i * Long.BYTES));
        }
        long registers = registers(MMAP_MASK);
        register(registers, MMAP_MASK, REGISTERS.returned(), address);
        register(registers, MMAP_MASK, REGISTERS.argument(1), length);
        register(registers, MMAP_MASK, REGISTERS.argument(2), Linux.PROT_READ() | Linux.PROT_WRITE());
        register(registers, MMAP_MASK, REGISTERS.argument(3), Linux.MAP_PRIVATE() | Linux.MAP_ANONYMOUS());
        register(registers, MMAP_MASK, REGISTERS.argument(4), -1);
        finish(start);
    }

    /** Appends the sample of a munmap's enter. */
    public void munmap(int tid, long nanos, long address, long length) {
        long start = begin(MUNMAP, tid, nanos);
        long registers = registers(MUNMAP_MASK);
        register(registers, MUNMAP_MASK, REGISTERS.argument(0), address);
        register(registers, MUNMAP_MASK, REGISTERS.argument(1), length);
        finish(start);
    }

    /** Starts to read again from the first record. */
    public void rewind() {
        control.set(JAVA_LONG, Linux.PERF_PAGE_DATA_HEAD(), end);
        control.set(JAVA_LONG, Linux.PERF_PAGE_DATA_TAIL(), 0);
        cursor = new RingCursor(control, data);
    }

    public long head() {
        return cursor.head();
    }

    public boolean next(PerfRecord record, long head) {
        return cursor.peek(record, head) == KernelRing.Peek.RECORD;
    }

    public void advance() {
        cursor.advance();
    }

    public void release() {
        cursor.release();
    }

    private long begin(long id, int tid, long nanos) {
        long start = end;
        put(0);
        put(id);
        put(tid | (long) tid << 32);
        put(nanos);
        return start;
    }

    private long registers(long mask) {
        put(Linux.PERF_SAMPLE_REGS_ABI_64());
        long first = end;
        end += (long) Long.bitCount(mask) * Long.BYTES;
        return first;
    }

    private void register(long first, long mask, int number, long value) {
        data.set(JAVA_LONG, first + (long) Long.bitCount(mask & ((1L << number) - 1)) * Long.BYTES, value);
    }

    private void finish(long start) {
        data.set(JAVA_INT, start, Linux.PERF_RECORD_SAMPLE());
        data.set(JAVA_SHORT, start + 6, (short) (end - start));
    }

    private void put(long word) {
        data.set(JAVA_LONG, end, word);
        end += Long.BYTES;
    }
}
