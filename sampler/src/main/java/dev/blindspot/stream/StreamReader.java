package dev.blindspot.stream;

import dev.blindspot.event.EventChannel;
import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.event.EventSink;
import dev.blindspot.event.EventWriter;
import dev.blindspot.event.OfferedEvents;
import dev.blindspot.event.ProcessIds;
import dev.blindspot.export.EventFormat;
import dev.blindspot.export.EventHeader;
import dev.blindspot.export.EventStream;
import dev.blindspot.export.EventSymbols;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.LossSource;
import dev.blindspot.ring.SpscRing;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a stream: takes events from its own ring, writes them in its format, and is the only one to wait when
 * nobody reads what it writes.
 *
 * <p>Threads: one of its own writes; all methods here are for others. It may hang in a write for ever: nobody waits for
 * it longer than {@link #awaitEnd} says, and the process's end ends it.
 */
public final class StreamReader {
    /** Room for some 80,000 events: four seconds of 20,000, in which a disk or a neighbour may keep the writer waiting. */
    private static final long RING_BYTES = 8 << 20;

    private static final int MAX_SAMPLES = 16;

    /** What is written is handed on so often at most; the drain's next round comes soon after. */
    private static final long FLUSH_NANOS = 20_000_000;

    private static final LossSource[] SOURCES = LossSource.values();

    private final OfferedEvents events;
    private final Queue<Sample> samples = new ArrayBlockingQueue<>(MAX_SAMPLES);
    private final AtomicLong droppedSamples = new AtomicLong();
    private final Writing writing = new Writing();
    private @Nullable Thread thread;
    private volatile @Nullable ProgressOutput out;
    private volatile String reason = "unfinished";
    private volatile long written;
    private volatile boolean gone;

    private record Sample(long nanos, int pid, List<Gauge> gauges) {}

    /** A reader that is offered events at once, and writes them as soon as it is started. */
    @SuppressWarnings("EnumOrdinal") // the ordinal is what is stored
    public StreamReader() {
        // Not closed by anyone: a writer that hangs may still hold it.
        events = new OfferedEvents(
                new SpscRing(Arena.ofAuto(), RING_BYTES), SOURCES.length, LossSource.STREAM.ordinal());
    }

    /** Where the drain offers its events, and ends them. */
    public EventSink sink() {
        return events;
    }

    /**
     * Where the drain of one process of several offers its events: they have ended when {@link #end} is called. One
     * drain begins when the one before it is over.
     */
    public EventSink sink(ProcessIds ids) {
        return new ProcessEvents(events, ids);
    }

    /** No drain offers anything more. */
    public void end() {
        events.end();
    }

    /** Tells that events of these sources may be missing, nobody knows how many; while no drain offers any. */
    @SuppressWarnings("EnumOrdinal") // the ordinal is what is stored
    public void unseen(long nanos, Set<LossSource> sources) {
        long[] event = new long[EventLayout.WORDS];
        EventWriter writer = new EventWriter();
        for (LossSource source : sources) {
            writer.begin(event, 0, EventKind.LOST, nanos, 0).length(-1).lossSource(source.ordinal());
            events.append(event, 0, 1);
        }
        events.publish(nanos);
    }

    /**
     * Begins to write.
     *
     * @param to is closed in the end
     * @param failure is told what ended it early, other than its reader's going
     */
    public void start(
            OutputStream to,
            EventHeader header,
            EventSymbols symbols,
            EventFormat.Maker format,
            Thread.UncaughtExceptionHandler failure) {
        ProgressOutput counted = new ProgressOutput(to);
        out = counted;
        thread = Thread.ofPlatform()
                .daemon()
                .name("stream")
                .uncaughtExceptionHandler(failure)
                .start(() -> {
                    try (counted;
                            EventStream stream = EventStream.start(counted, header, symbols, format)) {
                        writing.run(stream);
                    } catch (IOException e) {
                        // What it was for has been said before.
                    } finally {
                        gone = true;
                        events.channel().abandon();
                    }
                });
    }

    /** Offers a process's gauges as of a time. */
    public void sample(long nanos, int pid, List<Gauge> gauges) {
        if (!samples.offer(new Sample(nanos, pid, gauges))) {
            droppedSamples.incrementAndGet();
        }
    }

    /** Says why the stream will end, before the drain does. */
    public void ending(String why) {
        reason = why;
    }

    /** Whether it writes no more: whoever read it has closed, or it has come to its end. */
    public boolean isGone() {
        return gone;
    }

    /** Events written so far. */
    public long written() {
        return written;
    }

    /** Events and samples dropped so far as there was no room for them. */
    public long dropped() {
        return events.dropped() + droppedSamples.get();
    }

    /**
     * Waits until all that is left is written; false if its reader did not take anything for so long, or not all of it in
     * {@code longestNanos}.
     */
    public boolean awaitEnd(long patienceNanos, long longestNanos) throws InterruptedException {
        Thread running = thread;
        ProgressOutput output = out;
        if (running == null || output == null) {
            return true;
        }
        long began = System.nanoTime();
        long progressed = began;
        long bytes = output.bytes();
        while (!running.join(Duration.ofMillis(50))) {
            long now = System.nanoTime();
            if (output.bytes() != bytes) {
                bytes = output.bytes();
                progressed = now;
            }
            if (now - progressed > patienceNanos || now - began > longestNanos) {
                return false;
            }
        }
        return true;
    }

    /** What the thread does. */
    private final class Writing implements EventChannel.Consumer {
        private @Nullable EventStream stream;
        private long lastNanos;
        private long droppedSamplesTold;
        private boolean isDirty = true;
        private long flushedNanos = System.nanoTime();

        void run(EventStream to) {
            stream = to;
            to.flush();
            events.channel().consume(this);
            finish(to);
        }

        @Override
        public void accept(long[] words, int base) {
            EventStream to = stream;
            if (gone || to == null) {
                return;
            }
            long nanos = EventLayout.getLong(words, base, EventLayout.TIME);
            samplesUpTo(nanos, to);
            lastNanos = Math.max(lastNanos, nanos);
            isDirty = true;
            check(to.event(words, base));
        }

        @Override
        public void completeUpTo(long nanos) {
            EventStream to = stream;
            if (gone || to == null) {
                return;
            }
            samplesUpTo(nanos, to);
            lastNanos = Math.max(lastNanos, nanos);
            long now = System.nanoTime();
            if (isDirty && now - flushedNanos >= FLUSH_NANOS) {
                isDirty = false;
                flushedNanos = now;
                check(to.flush());
                written = to.events();
            }
        }

        private void samplesUpTo(long nanos, EventStream to) {
            for (Sample next = samples.peek(); next != null && next.nanos() <= nanos; next = samples.peek()) {
                samples.remove();
                tellDroppedSamples(next.nanos(), to);
                isDirty = true;
                check(to.sample(next.nanos(), next.pid(), next.gauges()));
            }
        }

        private void tellDroppedSamples(long nanos, EventStream to) {
            long dropped = droppedSamples.get();
            if (dropped > droppedSamplesTold) {
                check(to.lost(nanos, LossSource.STREAM, dropped - droppedSamplesTold));
                droppedSamplesTold = dropped;
            }
        }

        private void finish(EventStream to) {
            samplesUpTo(Long.MAX_VALUE, to);
            events.untold((source, count) -> to.lost(lastNanos, SOURCES[source], count));
            tellDroppedSamples(lastNanos, to);
            to.end(lastNanos, reason);
            to.flush();
            written = to.events();
        }

        private void check(boolean isRead) {
            if (!isRead) {
                gone = true;
                events.channel().abandon();
            }
        }
    }
}
