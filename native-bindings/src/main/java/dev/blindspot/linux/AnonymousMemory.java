package dev.blindspot.linux;

import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/** Memory straight from the kernel: zero, and resident only where it was written. */
public final class AnonymousMemory {
    private AnonymousMemory() {}

    /** Maps what is allocated, each time anew; it is aligned to a page. */
    public static SegmentAllocator allocator(Arena arena) {
        return (bytes, alignment) -> map(arena, bytes);
    }

    /**
     * Maps zeroed pages that are unmapped when the arena closes.
     *
     * <p>An arena's own {@code allocate} writes its zeros, which makes every page resident; tables and rings that are
     * made for their worst case want the pages they use and no more.
     *
     * @throws OutOfMemoryError if the kernel refuses
     */
    public static MemorySegment map(Arena arena, long bytes) {
        long length = Machine.pageCeil(bytes);
        long address = Libc.mmap(
                0,
                length,
                Linux.PROT_READ() | Linux.PROT_WRITE(),
                Linux.MAP_PRIVATE() | Linux.MAP_ANONYMOUS() | Linux.MAP_NORESERVE(),
                -1,
                0);
        if (address < 0) {
            throw new OutOfMemoryError("could not map " + length + " bytes: " + Errno.text(address));
        }
        return MemorySegment.ofAddress(address).reinterpret(length, arena, memory -> Libc.munmap(address, length));
    }
}
