package dev.blindspot.bench.stress;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * Native memory for very many short-lived states: slices of chunks that go when nothing reaches into them any more.
 *
 * <p>Threads: any.
 */
final class ChunkAllocator implements SegmentAllocator {
    static final ChunkAllocator INSTANCE = new ChunkAllocator();

    private static final long CHUNK_BYTES = 4 << 20;

    private MemorySegment chunk = MemorySegment.NULL;
    private long used;

    private ChunkAllocator() {}

    /** Zeroed memory nobody has used before. */
    @Override
    public synchronized MemorySegment allocate(long bytes, long alignment) {
        long at = (used + alignment - 1) & -alignment;
        if (at + bytes > chunk.byteSize()) {
            chunk = Arena.ofAuto().allocate(CHUNK_BYTES, 128);
            at = 0;
        }
        used = at + bytes;
        return chunk.asSlice(at, bytes);
    }
}
