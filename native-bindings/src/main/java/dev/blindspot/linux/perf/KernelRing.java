package dev.blindspot.linux.perf;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.perf.PerfResult.Failed;
import dev.blindspot.linux.perf.PerfResult.Ok;
import dev.blindspot.linux.perf.PerfResult.Step;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * A ring the kernel fills with records of the events led into it, mapped here.
 *
 * <p>A round: note {@link #head}; {@link #peek} and {@link #advance} over whole records up to it; {@link #release} what
 * was advanced over. A record peeked is a copy, and stays as it is until the next is. When the kernel finds no room it
 * drops the record and counts it with the event, see {@link PerfEvent#lost}.
 *
 * <p>Layout: one control page, then a power of two of data pages.
 *
 * <p>Threads: one reader; see {@link RingCursor} for the order of memory. After {@link #close} every read throws.
 *
 * <p>Source: perf_event_open(2), MMAP layout.
 */
public final class KernelRing implements AutoCloseable {
    /** What stands at the reading position. */
    public enum Peek {
        /** A whole record; the flyweight is on it. */
        RECORD,
        /** Nothing more before the head. */
        END,
        /** What stands there is no record. All up to the head is skipped: a loss of unknown count. */
        TORN
    }

    /** Bytes that no record exceeds: a size is 16 bits wide. */
    public static final int LARGEST_RECORD = 1 << 16;

    /** No time of a sample: see {@link #peekOther}. */
    public static final long NOT_ANOTHERS = -1;

    private final Arena arena = Arena.ofShared();
    private final RingCursor cursor;
    private final PerfEvent owner;
    private final int cpu;
    private boolean closed;

    private KernelRing(MemorySegment memory, Consumer<MemorySegment> unmap, PerfEvent owner, int cpu) {
        this.owner = owner;
        this.cpu = cpu;
        MemorySegment ring = memory.reinterpret(arena, unmap);
        this.cursor = new RingCursor(ring.asSlice(0, Machine.PAGE_BYTES), ring.asSlice(Machine.PAGE_BYTES));
    }

    /**
     * Maps the ring of an event, and owns the event from here on; it is closed with the ring, and also where this
     * fails. EPERM: more than {@code kernel.perf_event_mlock_kb} and RLIMIT_MEMLOCK allow.
     *
     * @param dataPages a power of two
     */
    public static PerfResult<KernelRing> map(PerfEvent owner, int cpu, int dataPages) {
        long bytes = (1L + dataPages) * Machine.PAGE_BYTES;
        long address = Libc.mmap(0, bytes, Linux.PROT_READ() | Linux.PROT_WRITE(), Linux.MAP_SHARED(), owner.fd(), 0);
        if (address < 0) {
            owner.close();
            return new Failed<>(Step.MAP_RING, bytes + " bytes on CPU " + cpu, (int) -address);
        }
        MemorySegment memory = MemorySegment.ofAddress(address).reinterpret(bytes);
        return new Ok<>(new KernelRing(memory, mapped -> Libc.munmap(address, bytes), owner, cpu));
    }

    /** A ring in memory that somebody else owns, and fills as the kernel would. */
    static KernelRing over(MemorySegment memory, int cpu) {
        return new KernelRing(memory, unmapped -> {}, PerfEvent.unopened(0), cpu);
    }

    /** The largest power of two of pages that fits so many bytes, at least one. */
    public static int pagesFor(long bytes) {
        return (int) Long.highestOneBit(Math.max(1, bytes / Machine.PAGE_BYTES));
    }

    /** The CPU whose records it holds. */
    public int cpu() {
        return cpu;
    }

    /** Notes how far the kernel has written: all records before it are whole. */
    public long head() {
        return cursor.head();
    }

    /** Looks at the next record before a head noted. It is next again until {@link #advance}. */
    public Peek peek(PerfRecord record, long head) {
        return cursor.peek(record, head);
    }

    /**
     * Looks at the next record before a head noted only as far as it takes to tell whose it is.
     *
     * @return the time of a sample of another process than this, which {@link #advance} goes past; {@link #NOT_ANOTHERS}
     *     for anything else, which is for {@link #peek}
     */
    public long peekOther(int pid, long head) {
        return cursor.peekOther(pid, head);
    }

    /** Goes past the record looked at; gives its bytes. */
    public int advance() {
        return cursor.advance();
    }

    /** Gives everything gone past back to the kernel. */
    public void release() {
        cursor.release();
    }

    /** Bytes written and not yet given back. */
    public long filledBytes() {
        return cursor.filledBytes();
    }

    /** Bytes it holds. */
    public long capacityBytes() {
        return cursor.capacityBytes();
    }

    PerfEvent owner() {
        return owner;
    }

    /** Unmaps it and closes its event. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            arena.close();
            owner.close();
        }
    }
}
