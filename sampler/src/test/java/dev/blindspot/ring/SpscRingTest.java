package dev.blindspot.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpscRingTest {
    private final SpscRing ring = new SpscRing(Arena.ofAuto(), 256);
    private final RingWriter writer = ring.writer();
    private final RingReader reader = ring.reader();

    @Test
    void anEmptyRingGivesNothing() {
        assertEquals(-1, reader.next());
        reader.release();
        assertEquals(-1, reader.next());
    }

    @Test
    void nothingIsSeenBeforeItIsPublished() {
        put(writer.claim(8), 1);
        put(writer.claim(8), 2);
        assertEquals(-1, reader.next());
        writer.publish();
        assertEquals(1, get(reader.next()));
        assertEquals(2, get(reader.next()));
        assertEquals(-1, reader.next());
    }

    @Test
    void aFullRingRefusesUntilTheReaderReleases() {
        for (int i = 0; i < 16; i++) {
            put(writer.claim(8), i);
        }
        assertEquals(-1, writer.claim(8));
        for (int i = 0; i < 16; i++) {
            assertEquals(i, get(reader.next()));
        }
        assertEquals(-1, reader.next());
        assertEquals(-1, writer.claim(8), "taken is not released");
        reader.release();
        assertEquals(0, writer.backlogBytes());
        assertTrue(writer.claim(8) >= 0);
    }

    @Test
    void aRefusedClaimPublishesWhatWasClaimedBefore() {
        while (writer.claim(8) >= 0) {}
        assertEquals(256, writer.backlogBytes());
        assertTrue(reader.next() >= 0);
    }

    @Test
    void aRecordThatWouldWrapStartsAgainAtTheBeginning() {
        put(writer.claim(104), 1);
        put(writer.claim(104), 2);
        writer.publish();
        reader.next();
        reader.next();
        reader.release();
        // 224 of 256 bytes are behind: 40 do not fit the 32 that are left.
        long at = writer.claim(32);
        put(at, 3);
        writer.publish();
        assertEquals(RingLayout.RECORDS + RingLayout.HEADER, at);
        assertEquals(72, writer.backlogBytes());
        assertEquals(3, get(reader.next()));
        assertEquals(-1, reader.next());
    }

    @Test
    void thePaddingBeforeAWrapNeedsRoomToo() {
        writer.claim(104);
        writer.claim(104);
        writer.publish();
        reader.next();
        reader.release();
        // 144 bytes are free, but 32 of them at the end: 120 do not fit the 112 at the beginning.
        assertEquals(-1, writer.claim(112));
        assertTrue(writer.claim(104) >= 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 88, 119, 120})
    void aPayloadKeepsItsSizeAndIsAligned(int payloadBytes) {
        for (int lap = 0; lap < 100; lap++) {
            long claimed = writer.claim(payloadBytes);
            assertEquals(0, claimed % 8);
            writer.publish();
            long taken = reader.next();
            assertEquals(claimed, taken);
            assertEquals(payloadBytes, reader.payloadBytes(taken));
            reader.release();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 121, Integer.MAX_VALUE})
    void aPayloadThatCanNeverFitIsAnError(int payloadBytes) {
        assertThrows(IllegalArgumentException.class, () -> writer.claim(payloadBytes));
        assertEquals(120, ring.maxPayloadBytes());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 32, 65, 96, Long.MIN_VALUE})
    void aCapacityIsAPowerOfTwo(long capacityBytes) {
        assertThrows(IllegalArgumentException.class, () -> new SpscRing(Arena.ofAuto(), capacityBytes));
    }

    @Test
    void anAccessAfterTheArenaHasClosedIsAnException() {
        SpscRing closed;
        try (Arena arena = Arena.ofShared()) {
            closed = new SpscRing(arena, 256);
        }
        assertThrows(IllegalStateException.class, () -> closed.writer().claim(8));
        assertThrows(IllegalStateException.class, () -> closed.reader().next());
    }

    /** Random claims, publications, takes and releases against a queue that knows what must come out. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void behavesAsAQueue(long seed) {
        Random random = new Random(seed);
        Queue<Integer> claimed = new ArrayDeque<>();
        Queue<Integer> published = new ArrayDeque<>();
        for (int step = 0; step < 20_000; step++) {
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    int payloadBytes = random.nextInt(121);
                    long at = writer.claim(payloadBytes);
                    if (at >= 0) {
                        fill(at, payloadBytes);
                        claimed.add(payloadBytes);
                    } else {
                        published.addAll(claimed);
                        claimed.clear();
                    }
                }
                case 2 -> {
                    writer.publish();
                    published.addAll(claimed);
                    claimed.clear();
                }
                case 3 -> reader.release();
                default -> {
                    long at = reader.next();
                    Integer expected = published.poll();
                    assertEquals(expected == null, at < 0);
                    if (expected != null) {
                        assertEquals(expected, reader.payloadBytes(at));
                        check(at, expected);
                    }
                }
            }
        }
    }

    private void fill(long at, int payloadBytes) {
        for (int i = 0; i < payloadBytes; i++) {
            ring.segment().set(ValueLayout.JAVA_BYTE, at + i, (byte) (payloadBytes + i));
        }
    }

    private void check(long at, int payloadBytes) {
        for (int i = 0; i < payloadBytes; i++) {
            assertEquals((byte) (payloadBytes + i), ring.segment().get(ValueLayout.JAVA_BYTE, at + i));
        }
    }

    private void put(long at, long value) {
        ring.segment().set(ValueLayout.JAVA_LONG, at, value);
    }

    private long get(long at) {
        return ring.segment().get(ValueLayout.JAVA_LONG, at);
    }
}
