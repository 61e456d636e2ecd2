package dev.blindspot.event;

import dev.blindspot.ring.SpscRing;

/**
 * Events for a reader who may be slow, or not read at all: what finds no room in its ring is dropped, and counted. The
 * writer never waits.
 *
 * <p>The counts are in the ring too, as lost records in the place of what is missing. Losses that were there before are
 * never dropped but kept until there is room. Internal kinds are left out: such a reader shows none.
 *
 * <p>Threads: one writes; one reads {@link #channel()}, and after its end {@link #untold}.
 */
public final class OfferedEvents implements EventSink {
    /** What had no place in the ring at the end. */
    public interface Untold {
        /**
         * A loss.
         *
         * @param source as the ordinal of the model's LossSource
         * @param count how many events, -1 unknown
         */
        void lost(int source, long count);
    }

    private final EventChannel channel;
    private final int ownSource;
    private final long[] scratch = new long[EventLayout.WORDS];
    private final EventReader reader = new EventReader();
    private final EventWriter writer = new EventWriter();
    private final long[] counts;
    private final boolean[] unknown;
    private boolean isUntold;
    private long lastNanos;
    private volatile long dropped;

    /**
     * An empty ring.
     *
     * @param sources how many sources of losses there are
     * @param ownSource the one that what is dropped here is told under
     */
    public OfferedEvents(SpscRing ring, int sources, int ownSource) {
        this.channel = new EventChannel(ring);
        this.ownSource = ownSource;
        this.counts = new long[sources];
        this.unknown = new boolean[sources];
    }

    /** The reading side. */
    public EventChannel channel() {
        return channel;
    }

    @Override
    public void append(long[] words, int base, int events) {
        for (int i = 0; i < events; i++) {
            append(words, base + i * EventLayout.WORDS);
        }
    }

    private void append(long[] words, int base) {
        reader.wrap(words, base);
        if (reader.isInternal()) {
            return;
        }
        lastNanos = reader.timeNanos();
        if (reader.kind() == EventKind.LOST) {
            add(reader.lossSource(), reader.length());
            tell();
        } else if ((isUntold && !tell()) || !channel.offer(words, base, 1)) {
            if (!isUntold) {
                channel.wake();
            }
            add(ownSource, 1);
            countDropped();
        }
    }

    @Override
    public void publish(long completeUpToNanos) {
        channel.publish(completeUpToNanos);
    }

    @Override
    public void end() {
        tell();
        channel.end();
    }

    /** Events dropped so far; any thread. */
    public long dropped() {
        return dropped;
    }

    /** Gives the losses that found no place; the reader's, once it has come to the end of the channel. */
    public void untold(Untold to) {
        for (int source = 0; source < counts.length; source++) {
            if (counts[source] > 0) {
                to.lost(source, counts[source]);
            }
            if (unknown[source]) {
                to.lost(source, -1);
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writes
    private void countDropped() {
        dropped++;
    }

    private void add(int source, long count) {
        isUntold = true;
        if (count < 0) {
            unknown[source] = true;
        } else {
            counts[source] += count;
        }
    }

    /** Tells the losses if the ring has room for them, and then for events: else they would be all a slow reader gets. */
    private boolean tell() {
        if (!channel.isHalfEmpty()) {
            return false;
        }
        boolean all = true;
        for (int source = 0; source < counts.length; source++) {
            if (counts[source] > 0) {
                counts[source] = offerLost(source, counts[source]) ? 0 : counts[source];
                all &= counts[source] == 0;
            }
            if (unknown[source]) {
                unknown[source] = !offerLost(source, -1);
                all &= !unknown[source];
            }
        }
        isUntold = !all;
        return all;
    }

    private boolean offerLost(int source, long count) {
        writer.begin(scratch, 0, EventKind.LOST, lastNanos, 0).length(count).lossSource(source);
        return channel.offer(scratch, 0, 1);
    }
}
