package dev.blindspot.linux.memory;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.SettledCalls;
import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Reads the memory of a running process; it is not stopped, so what spans more than a word may be torn.
 *
 * <p>Each call looks the process up by its number: whoever holds results for long asks a
 * {@code linux.proc.ProcessIdentity} whether they are still of the same one.
 *
 * <p>Threads: one at a time. Allocation: none per call but the second and later ones of a batch. Source: process_vm_readv(2).
 */
public final class ProcessMemoryReader implements MemoryReader {
    private final int pid;
    private final ReadCost cost;
    private final MemorySegment local = Arena.ofAuto().allocate(ReadBatch.VECTOR_BYTES, 8);
    private final MemorySegment remote = Arena.ofAuto().allocate(ReadBatch.VECTOR_BYTES, 8);

    public ProcessMemoryReader(int pid, ReadCost cost) {
        this.pid = pid;
        this.cost = cost;
        SettledCalls.settle();
    }

    @Override
    public long read(long address, MemorySegment into, long offset, long length) {
        if (length > into.byteSize() - offset || offset < 0 || length < 0) {
            throw new IndexOutOfBoundsException("no room for " + length + " bytes at " + offset);
        }
        local.set(JAVA_LONG, 0, into.address() + offset);
        local.set(JAVA_LONG, 8, length);
        remote.set(JAVA_LONG, 0, address);
        remote.set(JAVA_LONG, 8, length);
        return call(local, remote, 1);
    }

    /**
     * Does the reads of a batch; gives how many of them came whole.
     *
     * <p>A call for up to 1,024 of them, where a call each takes twenty times as long. The kernel stops at the first page it cannot read: that read keeps what came of it (or {@code -EFAULT}), and the
     * next call goes on behind it. Any other error ends the batch and is the result of all that were left.
     */
    @Override
    public int read(ReadBatch batch) {
        int whole = 0;
        int next = 0;
        while (next < batch.count()) {
            int elements = Math.min(batch.count() - next, Linux.IOV_LIMIT());
            long got = call(from(batch.local(), next), from(batch.remote(), next), elements);
            if (got < 0 && got != -Linux.EFAULT()) {
                for (; next < batch.count(); next++) {
                    batch.result(next, got);
                }
                return whole;
            }
            int end = next + elements;
            long left = Math.max(got, 0);
            while (next < end && left >= batch.length(next)) {
                left -= batch.length(next);
                batch.result(next, batch.length(next));
                next++;
                whole++;
            }
            if (next < end) {
                batch.result(next++, left > 0 ? left : -Linux.EFAULT());
            }
        }
        return whole;
    }

    private static MemorySegment from(MemorySegment vector, int index) {
        return index == 0 ? vector : vector.asSlice(index * ReadBatch.VECTOR_BYTES);
    }

    private long call(MemorySegment into, MemorySegment from, int elements) {
        long start = System.nanoTime();
        long got = Libc.processVmReadv(pid, into, elements, from, elements);
        cost.addLocked(got, System.nanoTime() - start);
        return got;
    }
}
