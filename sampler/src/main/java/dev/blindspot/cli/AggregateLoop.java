package dev.blindspot.cli;

import dev.blindspot.aggregate.Aggregator;
import dev.blindspot.aggregate.Cut;
import dev.blindspot.aggregate.MapsView;
import dev.blindspot.event.EventChannel;
import dev.blindspot.event.EventLayout;
import dev.blindspot.model.MappingKind;
import dev.blindspot.sample.MapsSnapshot;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Feeds the aggregator and cuts it at the interval's beat, by the events' own time.
 *
 * <p>Threads: the aggregate thread; snapshots come in and cuts go out by queues.
 */
final class AggregateLoop implements EventChannel.Consumer {
    private final Aggregator aggregator;
    private final long intervalNanos;
    private final BlockingQueue<Cut> cuts = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<Offer> snapshots = new ConcurrentLinkedQueue<>();
    private long nextCutNanos;
    private long lastNanos;
    private long events;
    private volatile long eventsShown;

    AggregateLoop(Aggregator aggregator, long startNanos, long intervalNanos) {
        this.aggregator = aggregator;
        this.intervalNanos = intervalNanos;
        this.nextCutNanos = startNanos + intervalNanos;
        this.lastNanos = startNanos;
    }

    /** What was cut and not yet taken; any thread. */
    BlockingQueue<Cut> cuts() {
        return cuts;
    }

    /** Events taken, as of the last round of the drain; any thread. */
    long events() {
        return eventsShown;
    }

    /**
     * The target's maps; any thread.
     *
     * @param reconcile whether events were lost, so that the live table may hold what is gone
     */
    void offer(MapsSnapshot snapshot, boolean reconcile) {
        snapshots.add(new Offer(snapshot, reconcile));
    }

    @Override
    public void accept(long[] words, int base) {
        long nanos = EventLayout.getLong(words, base, EventLayout.TIME);
        cutUpTo(nanos);
        aggregator.accept(words, base);
        lastNanos = Math.max(lastNanos, nanos);
        events++;
    }

    @Override
    public void completeUpTo(long nanos) {
        eventsShown = events;
        lastNanos = Math.max(lastNanos, nanos);
        Offer offer = snapshots.peek();
        if (offer != null && offer.snapshot().toNanos() <= nanos) {
            snapshots.remove();
            apply(offer);
        }
        cutUpTo(nanos);
    }

    @Override
    public long dueNanos() {
        return nextCutNanos;
    }

    /** Cuts what is left; after the last event. */
    void finish() {
        cuts.add(aggregator.cut(lastNanos));
    }

    private void cutUpTo(long nanos) {
        while (nanos >= nextCutNanos) {
            cuts.add(aggregator.cut(nextCutNanos));
            nextCutNanos += intervalNanos;
        }
    }

    private void apply(Offer offer) {
        MapsSnapshot snapshot = offer.snapshot();
        if (offer.reconcile()) {
            aggregator.reconcile(view(snapshot), snapshot.fromNanos());
        }
        long[] memfds = snapshot.memfds();
        for (int i = 0; i < memfds.length; i += 2) {
            aggregator.reclassify(memfds[i], memfds[i + 1], MappingKind.MMAP_SHARED);
        }
    }

    /** A reading of the maps as the aggregator takes it. */
    static MapsView view(MapsSnapshot snapshot) {
        return new View(snapshot);
    }

    private record Offer(MapsSnapshot snapshot, boolean reconcile) {}

    private record View(MapsSnapshot snapshot) implements MapsView {
        @Override
        public int size() {
            return snapshot.starts().length;
        }

        @Override
        public long start(int index) {
            return snapshot.starts()[index];
        }

        @Override
        public long end(int index) {
            return snapshot.ends()[index];
        }
    }
}
