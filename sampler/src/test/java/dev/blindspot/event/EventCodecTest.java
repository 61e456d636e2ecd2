package dev.blindspot.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.AllocatedBytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
    private static final int EVENTS = 500;

    private final long[] events = RandomEvents.allocate(EVENTS);
    private final MemorySegment batch = MemorySegment.ofArray(new byte[256 << 10]);
    private final long[] decoded = new long[EventLayout.WORDS];
    private final EventEncoder encoder = new EventEncoder();
    private final EventDecoder decoder = new EventDecoder();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyEventsComeBackAsTheyWere(long seed) throws MalformedEvents {
        RandomEvents.arbitrary(events, EVENTS, new Random(seed));
        roundTrip();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void eventsAsTheyHappenComeBackAndAreSmall(long seed) throws MalformedEvents {
        RandomEvents.plausible(events, EVENTS, new Random(seed));
        long bytes = roundTrip();
        assertTrue(bytes < EVENTS * 16, "bytes: " + bytes);
    }

    @Test
    void anEmptyBatchHoldsNothing() throws MalformedEvents {
        encoder.begin(batch);
        decoder.begin(batch.asSlice(0, encoder.end()));
        assertEquals(0, decoder.remaining());
        assertFalse(decoder.next(decoded, 0));
    }

    @Test
    void batchesStandForThemselves() throws MalformedEvents {
        RandomEvents.arbitrary(events, EVENTS, new Random(6));
        encode(0, 1);
        encode(1, 2);
        long bytes = encode(7, 20);
        check(bytes, 7, 20);
    }

    @Test
    void whatDoesNotFitStartsTheNextBatch() throws MalformedEvents {
        RandomEvents.arbitrary(events, EVENTS, new Random(7));
        MemorySegment small = MemorySegment.ofArray(new byte[EventEncoder.MIN_BATCH_BYTES + 500]);
        for (int first = 0; first < EVENTS; ) {
            encoder.begin(small);
            while (first + encoder.count() < EVENTS
                    && encoder.add(events, (first + encoder.count()) * EventLayout.WORDS)) {}
            assertTrue(encoder.count() > 0);
            decoder.begin(small.asSlice(0, encoder.end()));
            for (int i = 0; i < encoder.count(); i++) {
                checkNext(first + i);
            }
            first += encoder.count();
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> encoder.begin(small.asSlice(0, EventEncoder.MIN_BATCH_BYTES - 1)));
    }

    @Test
    void allocatesNothing() throws MalformedEvents {
        RandomEvents.arbitrary(events, EVENTS, new Random(8));
        MemorySegment slice = batch.asSlice(0, encode(0, EVENTS));
        Runnable work = () -> {
            encode(0, EVENTS);
            try {
                decoder.begin(slice);
                while (decoder.next(decoded, 0)) {}
            } catch (MalformedEvents e) {
                throw new AssertionError(e);
            }
        };
        assertEquals(0, AllocatedBytes.inSteadyState(30, () -> {}, work));
    }

    @Test
    void everyTruncationIsNoticed() {
        RandomEvents.plausible(events, 40, new Random(9));
        long bytes = encode(0, 40);
        for (long length = 0; length < bytes; length++) {
            MemorySegment cut = batch.asSlice(0, length);
            assertThrows(MalformedEvents.class, () -> decodeAll(cut), "length " + length);
        }
        assertThrows(MalformedEvents.class, () -> decodeAll(batch.asSlice(0, bytes + 1)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void garbageIsRefusedOrDecodesWithinItsLength(long seed) {
        Random random = new Random(seed);
        RandomEvents.plausible(events, 40, random);
        int bytes = (int) encode(0, 40);
        byte[] valid = batch.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] input = i % 2 == 0 ? mutated(valid, random) : random(random);
            try {
                int count = decodeAll(MemorySegment.ofArray(input));
                assertTrue(count <= input.length / 2);
            } catch (MalformedEvents e) {
                refused++;
                assertTrue(e.offset() >= 0 && e.offset() <= input.length);
            }
        }
        assertTrue(refused > 10_000, "refused: " + refused);
    }

    private long roundTrip() throws MalformedEvents {
        long bytes = encode(0, EVENTS);
        check(bytes, 0, EVENTS);
        return bytes;
    }

    private long encode(int first, int end) {
        encoder.begin(batch);
        for (int i = first; i < end; i++) {
            assertTrue(encoder.add(events, i * EventLayout.WORDS));
        }
        return encoder.end();
    }

    private void check(long bytes, int first, int end) throws MalformedEvents {
        decoder.begin(batch.asSlice(0, bytes));
        assertEquals(end - first, decoder.remaining());
        for (int i = first; i < end; i++) {
            checkNext(i);
        }
        assertFalse(decoder.next(decoded, 0));
    }

    private void checkNext(int event) throws MalformedEvents {
        Arrays.fill(decoded, 0x5a);
        assertTrue(decoder.next(decoded, 0));
        int at = event * EventLayout.WORDS;
        assertArrayEquals(Arrays.copyOfRange(events, at, at + EventLayout.WORDS), decoded, "event " + event);
    }

    private int decodeAll(MemorySegment input) throws MalformedEvents {
        decoder.begin(input);
        int count = 0;
        while (decoder.next(decoded, 0)) {
            count++;
        }
        return count;
    }

    private static byte[] mutated(byte[] valid, Random random) {
        byte[] input = Arrays.copyOf(valid, valid.length - random.nextInt(3));
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            input[random.nextInt(input.length)] = (byte) random.nextInt();
        }
        return input;
    }

    private static byte[] random(Random random) {
        byte[] input = new byte[random.nextInt(200)];
        random.nextBytes(input);
        if (input.length > 0) {
            // A small count gets past the first check.
            input[0] = (byte) random.nextInt(20);
        }
        return input;
    }
}
