package dev.blindspot.linux.memory;

import java.lang.foreign.MemorySegment;

/** Reads memory by its address in a target: a live process, or a saved image of one. */
@FunctionalInterface
public interface MemoryReader {
    /**
     * Copies {@code length} bytes from {@code address} to {@code offset} of {@code into}.
     *
     * <p>Errors: gives the bytes copied, fewer than asked where a page behind them cannot be read; {@code -EFAULT} where
     * not the first can, {@code -ESRCH} where the process is gone, {@code -EPERM} without the right to read it.
     */
    long read(long address, MemorySegment into, long offset, long length);

    /** Does the reads of a batch, in as few calls as it can; gives how many of them came whole. */
    default int read(ReadBatch batch) {
        int whole = 0;
        for (int i = 0; i < batch.count(); i++) {
            batch.result(i, read(batch.address(i), batch.destination(), batch.offset(i), batch.length(i)));
            whole += batch.result(i) == batch.length(i) ? 1 : 0;
        }
        return whole;
    }
}
