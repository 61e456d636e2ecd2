package dev.blindspot.linux.perf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The kernel's side of a ring's protocol, for a {@link Replay}: writes records as the kernel does.
 *
 * <p>A sample is begun, given what its event asks for in the order of the layout (address, chain, registers, stack), and
 * ended; what it is not given is zero, or empty. A record that finds no room is dropped, as the kernel drops it; telling
 * of the loss, by {@link #lost}, is the caller's.
 *
 * <p>Threads: one. Allocation: none but for texts.
 *
 * <p>Layout: see {@link PerfRecord}, {@link SampleLayout}. Source: perf_event_open(2); kernel/events/core.c.
 */
public final class RecordWriter {
    private static final VarHandle WORD = JAVA_LONG.varHandle().withInvokeExactBehavior();
    private static final int UNOPENED = -1;
    private static final int LARGEST_FILLING = KernelRing.LARGEST_RECORD / 2;

    final MemorySegment control;
    final MemorySegment data;
    private final MemorySegment record = Arena.ofAuto().allocate(KernelRing.LARGEST_RECORD, Long.BYTES);
    private final long mask;
    private SampleLayout layout = new SampleLayout(-1, -1, 0, false, 0, false);
    private int end;
    private int registersAt = UNOPENED;
    private boolean stackDue;
    private long head;

    RecordWriter(MemorySegment control, MemorySegment data) {
        this.control = control;
        this.data = data;
        this.mask = data.byteSize() - 1;
    }

    /** Begins a sample of an event. */
    public RecordWriter sample(AttachedEvent event, int pid, int tid, long timeNanos) {
        layout = event.layout();
        if (layout.raw()) {
            throw new IllegalArgumentException("samples with a tracepoint's own fields are not written");
        }
        registersAt = UNOPENED;
        stackDue = layout.userStack();
        end = layout.variableOffset();
        record.set(JAVA_LONG, 8, event.id());
        record.set(JAVA_INT, 16, pid);
        record.set(JAVA_INT, 20, tid);
        record.set(JAVA_LONG, 24, timeNanos);
        if (layout.addressOffset() >= 0) {
            record.set(JAVA_LONG, layout.addressOffset(), 0);
        }
        if (layout.chainOffset() >= 0) {
            record.set(JAVA_LONG, layout.chainOffset(), 0);
        }
        return this;
    }

    /** What the event is about; for a fault, the address touched. */
    public RecordWriter address(long address) {
        record.set(JAVA_LONG, layout.addressOffset(), address);
        return this;
    }

    /** The user call chain, leaf first; ignored where the event asks for none. */
    public RecordWriter chain(long[] addresses, int count) {
        if (layout.chainOffset() >= 0) {
            record.set(JAVA_LONG, layout.chainOffset(), count + 1L);
            append(Linux.PERF_CONTEXT_USER());
            for (int i = 0; i < count; i++) {
                append(addresses[i]);
            }
        }
        return this;
    }

    /** A register by its number in {@link Registers}; ignored where the event does not ask for it. */
    public RecordWriter register(int number, long value) {
        openRegisters();
        if ((layout.registerMask() >>> number & 1) != 0) {
            long below = layout.registerMask() & ((1L << number) - 1);
            record.set(JAVA_LONG, registersAt + ((long) Long.bitCount(below) << 3), value);
        }
        return this;
    }

    /** Words of the user stack, from the stack pointer up; ignored where the event asks for none. */
    public RecordWriter stack(long[] words, int count) {
        openRegisters();
        if (stackDue) {
            append((long) count << 3);
            for (int i = 0; i < count; i++) {
                append(words[i]);
            }
            if (count > 0) {
                append((long) count << 3);
            }
            stackDue = false;
        }
        return this;
    }

    /** Ends the sample; false if the ring had no room for it. */
    public boolean end() {
        openRegisters();
        if (stackDue) {
            append(0);
        }
        return write(Linux.PERF_RECORD_SAMPLE(), 0);
    }

    private void openRegisters() {
        if (registersAt != UNOPENED) {
            return;
        }
        registersAt = end + Long.BYTES;
        if (layout.registerMask() != 0) {
            append(Linux.PERF_SAMPLE_REGS_ABI_64());
            for (int i = Long.bitCount(layout.registerMask()); i > 0; i--) {
                append(0);
            }
        }
    }

    /** PERF_RECORD_COMM: a thread took a name, with an exec or by itself; false if the ring had no room for it. */
    public boolean comm(AttachedEvent event, int pid, int tid, long timeNanos, byte[] name, boolean exec) {
        end = 8;
        append(word(pid, tid));
        text(name);
        trailer(event, pid, tid, timeNanos);
        return write(Linux.PERF_RECORD_COMM(), exec ? Linux.PERF_RECORD_MISC_COMM_EXEC() : 0);
    }

    /** PERF_RECORD_FORK: a thread made another, of its own process where the pids are the same. */
    public boolean fork(AttachedEvent event, int pid, int tid, int parentPid, int parentTid, long timeNanos) {
        return task(Linux.PERF_RECORD_FORK(), event, pid, tid, parentPid, parentTid, timeNanos);
    }

    /** PERF_RECORD_EXIT: a thread ended. */
    public boolean exit(AttachedEvent event, int pid, int tid, int parentPid, int parentTid, long timeNanos) {
        return task(Linux.PERF_RECORD_EXIT(), event, pid, tid, parentPid, parentTid, timeNanos);
    }

    private boolean task(int type, AttachedEvent event, int pid, int tid, int parentPid, int parentTid, long time) {
        end = 8;
        append(word(pid, parentPid));
        append(word(tid, parentTid));
        append(time);
        trailer(event, parentPid, parentTid, time);
        return write(type, 0);
    }

    /** PERF_RECORD_MMAP2: executable memory was mapped; device, inode and protection stay zero. */
    public boolean executable(
            AttachedEvent event, int pid, int tid, long timeNanos, long address, long length, byte[] file) {
        end = 8;
        append(word(pid, tid));
        append(address);
        append(length);
        for (int i = 0; i < 5; i++) {
            append(0);
        }
        text(file);
        trailer(event, pid, tid, timeNanos);
        return write(Linux.PERF_RECORD_MMAP2(), 0);
    }

    /** PERF_RECORD_LOST: so many records found no room. */
    public boolean lost(AttachedEvent event, long count, long timeNanos) {
        end = 8;
        append(event.id());
        append(count);
        trailer(event, 0, 0, timeNanos);
        return write(Linux.PERF_RECORD_LOST(), 0);
    }

    /** Fills the ring up to its end with records that tell nothing, so that all of it can be told {@link #again}. */
    public boolean fill() {
        while ((head & mask) != 0) {
            end = (int) Math.min(data.byteSize() - (head & mask), LARGEST_FILLING);
            record.asSlice(0, end).fill((byte) 0);
            if (!write(0, 0)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Tells a ring's whole content once more, of a full or empty ring that has been read; false if there is something
     * left.
     */
    public boolean again() {
        if (head != (long) WORD.getAcquire(control, Linux.PERF_PAGE_DATA_TAIL())) {
            return false;
        }
        if (head == 0) {
            return true; // nothing was ever told
        }
        head += data.byteSize();
        WORD.setRelease(control, Linux.PERF_PAGE_DATA_HEAD(), head);
        return true;
    }

    private void append(long word) {
        record.set(JAVA_LONG, end, word);
        end += Long.BYTES;
    }

    private static long word(int low, int high) {
        return Integer.toUnsignedLong(low) | (long) high << 32;
    }

    /** NUL-filled up to the next word, one NUL at least. */
    private void text(byte[] bytes) {
        record.asSlice(end, bytes.length + 8).fill((byte) 0);
        MemorySegment.copy(bytes, 0, record, JAVA_BYTE, end, bytes.length);
        end += (bytes.length + 8) & -8;
    }

    private void trailer(AttachedEvent event, int pid, int tid, long timeNanos) {
        append(word(pid, tid));
        append(timeNanos);
        append(event.id());
    }

    private boolean write(int type, int misc) {
        if (head - (long) WORD.getAcquire(control, Linux.PERF_PAGE_DATA_TAIL()) + end > data.byteSize()) {
            return false;
        }
        record.set(JAVA_INT, 0, type);
        record.set(JAVA_SHORT, 4, (short) misc);
        record.set(JAVA_SHORT, 6, (short) end);
        long at = head & mask;
        long first = Math.min(end, data.byteSize() - at);
        MemorySegment.copy(record, 0, data, at, first);
        MemorySegment.copy(record, first, data, 0, end - first);
        head += end;
        WORD.setRelease(control, Linux.PERF_PAGE_DATA_HEAD(), head);
        return true;
    }
}
