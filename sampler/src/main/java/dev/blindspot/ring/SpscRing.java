package dev.blindspot.ring;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * A lock-free ring of records off the heap, for one writing and one reading thread.
 *
 * <p>The writer claims, fills and publishes; the reader takes, uses and releases. Both may do so in batches, and should:
 * publishing and releasing are what costs. A full ring refuses a claim, it never overwrites: what to do then (wait,
 * drop and count) is the caller's to decide.
 *
 * <p>Threads: one uses {@link #writer()}, one uses {@link #reader()}. Either role may be handed to another thread by
 * whatever makes the first one's actions happen before the second one's.
 *
 * <p>Allocation: none after construction. All state is in {@link #segment()}; the arena that holds it must let both
 * threads in and stay open while either works: an access after its close is an {@link IllegalStateException}, not a
 * crash.
 *
 * <h2>Why acquire and release are enough</h2>
 *
 * Each shared position has one writer, only grows, and is never used to decide about the other in the same step. Four
 * facts carry the ring, on arm64 (which reorders loads and stores freely) and so on x86-64 (which does not):
 *
 * <ol>
 *   <li><b>A reader that sees a tail sees the records before it.</b> Payload and header are plain stores; the tail
 *       follows by {@code setRelease} (STLR), which no earlier store can pass. The reader's {@code getAcquire} (LDAR)
 *       lets no later load pass it. A load of the payload that was to run ahead would have to pass that LDAR.
 *   <li><b>A writer never overwrites what is being read.</b> The reader's loads of a payload come before its
 *       {@code setRelease} of the head: a release holds back earlier loads too, not only stores. The writer stores into
 *       that space only after its {@code getAcquire} of the head, which no later store can pass.
 *   <li><b>An old position is safe.</b> A cached or delayed head shows less room than there is, a delayed tail fewer
 *       records: the worst is an unneeded refusal.
 *   <li><b>No full fence is needed</b>, since neither side stores its own position and then acts on having read the
 *       other's (Dekker). A caller who wants to sleep when the ring is empty does exactly that, and needs a fence (or a
 *       descriptor to poll) of its own.
 * </ol>
 *
 * Records and positions are aligned to 8 bytes, so no access tears. {@code RingStress} in the bench module tries to
 * prove the first two wrong.
 */
public final class SpscRing {
    private final MemorySegment segment;
    private final long capacity;
    private final RingWriter writer;
    private final RingReader reader;

    /**
     * An empty ring.
     *
     * @param memory gives zeroed memory for as long as the ring is used
     * @param capacityBytes room for records with their 8-byte headers: a power of two, 64 at least
     */
    public SpscRing(SegmentAllocator memory, long capacityBytes) {
        if (capacityBytes < 64 || Long.bitCount(capacityBytes) != 1) {
            throw new IllegalArgumentException("ring capacity must be a power of two from 64 up: " + capacityBytes);
        }
        capacity = capacityBytes;
        segment = memory.allocate(RingLayout.RECORDS + capacityBytes, RingLayout.LINE);
        writer = new RingWriter(segment, capacityBytes);
        reader = new RingReader(segment, capacityBytes);
    }

    /** What the offsets of claimed and taken records lead into. */
    public MemorySegment segment() {
        return segment;
    }

    public long capacityBytes() {
        return capacity;
    }

    /** The largest payload: its record is half the ring, so that an empty ring has room for it at any position. */
    public long maxPayloadBytes() {
        return capacity / 2 - RingLayout.HEADER;
    }

    public RingWriter writer() {
        return writer;
    }

    public RingReader reader() {
        return reader;
    }
}
