package dev.blindspot.linux.memory;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Many small reads of remote memory, to be done in few calls; reused.
 *
 * <p>Threads: one. Allocation: none after the constructor. Units: bytes.
 *
 * <p>Layout: both vectors are arrays of {@code struct iovec {u64 base, u64 length}}, element i of one fits i of the
 * other; the destination is filled without gaps but for an alignment to 8.
 */
public final class ReadBatch {
    static final long VECTOR_BYTES = 16;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment destination;
    private final MemorySegment remote;
    private final MemorySegment local;
    private final long[] results;
    private final long[] offsets;
    private int count;
    private long used;

    /**
     * Makes room.
     *
     * @param capacity reads at most
     * @param destinationBytes bytes of all of them at most
     */
    public ReadBatch(int capacity, long destinationBytes) {
        destination = arena.allocate(destinationBytes, 8);
        remote = arena.allocate(capacity * VECTOR_BYTES, 8);
        local = arena.allocate(capacity * VECTOR_BYTES, 8);
        results = new long[capacity];
        offsets = new long[capacity];
    }

    /** Forgets all reads. */
    public void clear() {
        count = 0;
        used = 0;
    }

    /** Adds a read; gives its index, or -1 where the batch is full. */
    public int add(long address, long length) {
        if (count == results.length || length > destination.byteSize() - used) {
            return -1;
        }
        set(remote, count, address, length);
        set(local, count, destination.address() + used, length);
        results[count] = -Linux.EAGAIN();
        offsets[count] = used;
        used = (used + length + 7) & -8;
        return count++;
    }

    private static void set(MemorySegment vector, int index, long base, long length) {
        vector.set(JAVA_LONG, index * VECTOR_BYTES, base);
        vector.set(JAVA_LONG, index * VECTOR_BYTES + 8, length);
    }

    /** Reads in the batch. */
    public int count() {
        return count;
    }

    /** Where all bytes land. */
    public MemorySegment destination() {
        return destination;
    }

    /** Where in {@link #destination} the bytes of one read are. */
    public long offset(int index) {
        return offsets[index];
    }

    /** Bytes of one read, or {@code -errno}; {@code -EAGAIN} before it was tried. */
    public long result(int index) {
        return results[index];
    }

    void result(int index, long result) {
        results[index] = result;
    }

    /** Where one read is of. */
    public long address(int index) {
        return remote.get(JAVA_LONG, index * VECTOR_BYTES);
    }

    long length(int index) {
        return remote.get(JAVA_LONG, index * VECTOR_BYTES + 8);
    }

    MemorySegment remote() {
        return remote;
    }

    MemorySegment local() {
        return local;
    }
}
