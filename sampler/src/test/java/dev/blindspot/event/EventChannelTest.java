package dev.blindspot.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.ring.SpscRing;
import java.lang.foreign.Arena;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A reader is woken by events, and by the time it waits for, and by nothing else. */
@Timeout(60)
class EventChannelTest {
    private static final long FIRST_DUE = 100_000;

    private final EventChannel channel = new EventChannel(new SpscRing(Arena.ofAuto(), 1 << 16));
    private final long[] event = new long[EventLayout.WORDS];
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch passed = new CountDownLatch(1);
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger events = new AtomicInteger();

    private final class Waiting implements EventChannel.Consumer {
        private long due = FIRST_DUE;

        @Override
        public void accept(long[] words, int base) {
            events.incrementAndGet();
        }

        @Override
        public void completeUpTo(long nanos) {
            looks.incrementAndGet();
            if (nanos >= due) {
                due = Long.MAX_VALUE;
                passed.countDown();
            }
        }

        @Override
        public long dueNanos() {
            begun.countDown();
            return due;
        }
    }

    @Test
    void nothingIsDoneBeforeItIsDue() throws InterruptedException {
        Thread reader = Thread.ofPlatform().start(() -> channel.consume(new Waiting()));
        begun.await();
        for (long nanos = 1; nanos < FIRST_DUE; nanos++) {
            channel.publish(nanos);
        }
        // It looks as it begins, once more where it was told its time late, and each second in any case.
        assertTrue(looks.get() < 100, "looks: " + looks);
        channel.publish(FIRST_DUE);
        passed.await();
        channel.append(event, 0, 1);
        channel.publish(FIRST_DUE + 1);
        channel.end();
        reader.join();
        assertEquals(1, events.get());
    }

    @Test
    void aTimeThatPassesWhileItIsBeingSaidIsNotMissed() throws InterruptedException {
        for (int i = 0; i < 2_000; i++) {
            EventChannel raced = new EventChannel(new SpscRing(Arena.ofAuto(), 1 << 12));
            CountDownLatch reached = new CountDownLatch(1);
            Thread reader = Thread.ofVirtual()
                    .start(() -> raced.consume(new EventChannel.Consumer() {
                        private long due = 1;

                        @Override
                        public void accept(long[] words, int base) {}

                        @Override
                        public void completeUpTo(long nanos) {
                            if (nanos >= due) {
                                due = Long.MAX_VALUE;
                                reached.countDown();
                            }
                        }

                        @Override
                        public long dueNanos() {
                            return due;
                        }
                    }));
            raced.publish(1);
            reached.await();
            raced.end();
            reader.join();
        }
    }
}
