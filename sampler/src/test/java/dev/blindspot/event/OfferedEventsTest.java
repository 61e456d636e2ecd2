package dev.blindspot.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.ring.SpscRing;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OfferedEventsTest {
    private static final int SOURCES = 4;
    private static final int OWN = 3;

    private final OfferedEvents offered = new OfferedEvents(new SpscRing(Arena.ofAuto(), 1 << 12), SOURCES, OWN);
    private final long[] scratch = new long[EventLayout.WORDS];
    private final EventWriter writer = new EventWriter();
    private final EventReader reader = new EventReader();
    private long received;
    private long lastNumber;
    private final long[] lost = new long[SOURCES];
    private int unknown;

    private void offer(EventKind kind, long time) {
        writer.begin(scratch, 0, kind, time, 1).address(time);
        offered.append(scratch, 0, 1);
    }

    private void lose(int source, long count) {
        writer.begin(scratch, 0, EventKind.LOST, 0, 1).length(count).lossSource(source);
        offered.append(scratch, 0, 1);
    }

    /** Numbers what arrives as a stream does, so that what is missing shows where it is. */
    private final EventChannel.Consumer consumer = new EventChannel.Consumer() {
        @Override
        public void accept(long[] words, int base) {
            reader.wrap(words, base);
            if (reader.kind() == EventKind.LOST) {
                if (reader.length() < 0) {
                    unknown++;
                } else {
                    lost[reader.lossSource()] += reader.length();
                    lastNumber += reader.lossSource() == OWN ? reader.length() : 0;
                }
            } else {
                received++;
                assertEquals(++lastNumber, reader.address(), "a gap that was not told");
            }
        }

        @Override
        public void completeUpTo(long nanos) {}
    };

    private void take() {
        offered.publish(0);
        offered.channel().take(consumer);
    }

    private void end() {
        offered.end();
        offered.channel().consume(consumer);
        offered.untold((source, count) -> {
            if (count < 0) {
                unknown++;
            } else {
                lost[source] += count;
            }
        });
    }

    @Test
    void whatIsDroppedIsToldInItsPlace() {
        Random random = new Random(5);
        int offers = 0;
        for (int round = 0; round < 2_000; round++) {
            for (int i = random.nextInt(120); i > 0; i--) {
                offer(EventKind.MMAP, ++offers);
            }
            if (random.nextInt(3) == 0) {
                take();
            }
        }
        end();
        assertEquals(offers, received + lost[OWN]);
        assertEquals(offered.dropped(), lost[OWN]);
        assertTrue(lost[OWN] > 0 && received > 0);
    }

    @Test
    void lossesOfOthersAreNeverDropped() {
        for (int i = 1; i <= 1_000; i++) {
            offer(EventKind.MMAP, i);
            if (i % 100 == 0) {
                lose(1, 5);
                lose(2, -1);
            }
        }
        end();
        assertEquals(50, lost[1]);
        assertTrue(unknown >= 1);
        assertEquals(1_000, received + lost[OWN]);
    }

    @Test
    void aReaderWhoTakesNothingCostsCountsOnly() {
        for (int i = 1; i <= 100_000; i++) {
            offer(EventKind.MUNMAP, i);
            offer(EventKind.MUNMAP_ENDED, i);
        }
        assertTrue(offered.dropped() > 99_000 && offered.dropped() < 100_000);
        end();
        assertEquals(100_000, received + lost[OWN]);
    }
}
