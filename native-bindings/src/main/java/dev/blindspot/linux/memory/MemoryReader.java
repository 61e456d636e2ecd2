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
}
