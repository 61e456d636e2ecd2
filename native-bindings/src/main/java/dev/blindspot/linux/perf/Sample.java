package dev.blindspot.linux.perf;

import dev.blindspot.linux.bindings.Linux;

/**
 * The fields of a sample, a flyweight over a {@link PerfRecord}; valid as long as that is.
 *
 * <p>Threads: the one that reads the ring. Allocation: none.
 */
public final class Sample {
    /** Call chain entries from here up are PERF_CONTEXT_… marks, compared unsigned. */
    private static final long CONTEXT_MAX = Linux.PERF_CONTEXT_MAX();

    private static final long CONTEXT_USER = Linux.PERF_CONTEXT_USER();

    /** 2^64 over the golden ratio, odd. */
    private static final int HASHED_STACK_BYTES = 512;

    private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

    private PerfRecord record = new PerfRecord();
    private SampleLayout layout = new SampleLayout(-1, -1, 0, false, 0, false);
    private int chainOffset;
    private int chainLength;
    private int rawOffset;
    private int rawBytes;
    private long registerAbi;
    private int registerOffset;
    private int stackOffset;
    private int stackBytes;

    /**
     * Positions on a sample; false where its fields do not fit its size, and then nothing of it may be asked for.
     */
    public boolean on(PerfRecord sample, SampleLayout itsLayout) {
        record = sample;
        layout = itsLayout;
        long at = itsLayout.variableOffset();
        chainOffset = 0;
        chainLength = 0;
        if (at > sample.size()) {
            return false;
        }
        if (itsLayout.chainOffset() >= 0) {
            long entries = sample.getLong(itsLayout.chainOffset());
            if (entries < 0 || entries > (sample.size() - at) >> 3) {
                return false;
            }
            findUserPart((int) at, (int) entries);
            at += entries << 3;
        }
        at = onRaw((int) at);
        at = at < 0 ? at : onRegisters((int) at);
        at = at < 0 ? at : onStack((int) at);
        return at >= 0;
    }

    private void findUserPart(int first, int entries) {
        int kernel = record.wordsBefore(CONTEXT_USER, first, entries);
        chainOffset = first + ((kernel + 1) << 3);
        chainLength = kernel < entries ? record.wordsBelow(CONTEXT_MAX, chainOffset, entries - kernel - 1) : 0;
    }

    private int onRaw(int at) {
        rawBytes = 0;
        if (!layout.raw()) {
            return at;
        }
        if (at + Long.BYTES > record.size()) {
            return -1;
        }
        rawOffset = at + Integer.BYTES;
        rawBytes = record.getInt(at);
        long end = (long) rawOffset + rawBytes;
        return rawBytes < 0 || end > record.size() ? -1 : (int) end;
    }

    private int onRegisters(int at) {
        registerAbi = Linux.PERF_SAMPLE_REGS_ABI_NONE();
        if (layout.registerMask() == 0) {
            return at;
        }
        if (at + Long.BYTES > record.size()) {
            return -1;
        }
        registerAbi = record.getLong(at);
        registerOffset = at + Long.BYTES;
        int end = registerOffset + (registerAbi == 0 ? 0 : Long.bitCount(layout.registerMask()) << 3);
        return end > record.size() ? -1 : end;
    }

    private int onStack(int at) {
        stackBytes = 0;
        if (!layout.userStack()) {
            return at;
        }
        if (at + Long.BYTES > record.size()) {
            return -1;
        }
        long copied = record.getLong(at);
        stackOffset = at + Long.BYTES;
        if (copied == 0) {
            return stackOffset;
        }
        if (copied < 0 || (copied & 7) != 0 || copied > record.size() - stackOffset - Long.BYTES) {
            return -1;
        }
        // Of the bytes copied only so many are the target's; the rest is filling.
        stackBytes = (int) Math.max(0, Math.min(copied, record.getLong(stackOffset + (int) copied)));
        return stackOffset + (int) copied + Long.BYTES;
    }

    /** The address the event is about; for a fault, the one touched. */
    public long address() {
        return record.getLong(layout.addressOffset());
    }

    /** Frames of the user call chain, 0 where there is none. */
    public int chainLength() {
        return chainLength;
    }

    /** A frame of the user call chain, leaf first: its instruction, or from the second on its return address. */
    public long chainAt(int frame) {
        return record.getLong(chainOffset + (frame << 3));
    }

    /** The words that hold the user call chain, from {@link #chainStart} on; to be read only, and before the next sample. */
    public long[] chainWords() {
        return record.words();
    }

    /** Which of {@link #chainWords} is the first frame. */
    public int chainStart() {
        return record.wordAt(chainOffset);
    }

    /** Copies so many frames of the user call chain out. */
    public void copyChain(int fromFrame, long[] to, int at, int frames) {
        record.copy(chainOffset + (fromFrame << 3), to, at, frames);
    }

    /** Bytes of the tracepoint's fields. */
    public int rawBytes() {
        return rawBytes;
    }

    /** A word of the tracepoint's fields, at the offset a {@link TracepointFormat} gives. */
    public long rawLong(int offset) {
        return record.getLongOfInts(rawOffset + offset);
    }

    public int rawInt(int offset) {
        return record.getInt(rawOffset + offset);
    }

    /** Whether there are 64-bit user registers; a kernel thread and a 32-bit program have none. */
    public boolean hasRegisters() {
        return registerAbi == Linux.PERF_SAMPLE_REGS_ABI_64();
    }

    /** A register by its number in {@link Registers}; it must be in the event's mask. */
    public long register(int number) {
        long below = layout.registerMask() & ((1L << number) - 1);
        return record.getLong(registerOffset + (Long.bitCount(below) << 3));
    }

    /**
     * A hash of where the thread was: of all registers in the event's mask, of which there must be some (see
     * {@link #hasRegisters}), and of the top of its stack, where a called function on x86-64 has its caller.
     */
    public long userHash() {
        long hash = 0;
        for (int i = Long.bitCount(layout.registerMask()) - 1; i >= 0; i--) {
            hash = mixed(hash, record.getLong(registerOffset + (i << 3)));
        }
        int end = Math.min(stackBytes, HASHED_STACK_BYTES) - Long.BYTES;
        for (int at = 0; at <= end; at += Long.BYTES) {
            hash = mixed(hash, stackLong(at));
        }
        return hash;
    }

    private static long mixed(long hash, long word) {
        long next = (hash ^ word) * HASH_FACTOR;
        return next ^ next >>> 32;
    }

    /** Bytes of the user stack, from the stack pointer up. */
    public int stackBytes() {
        return stackBytes;
    }

    /** A word of the user stack, so many bytes above the stack pointer, a multiple of 8. */
    public long stackLong(int offset) {
        return record.getLong(stackOffset + offset);
    }
}
