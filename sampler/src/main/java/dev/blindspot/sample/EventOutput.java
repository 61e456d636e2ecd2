package dev.blindspot.sample;

import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.event.EventSink;
import dev.blindspot.event.EventWriter;
import dev.blindspot.model.LossSource;
import java.util.Arrays;
import java.util.List;

/**
 * Where merged events leave the drain: numbers them and gives each to every reader, many at a time.
 *
 * <p>Threads: the drain; readers come and go by any. Allocation: none by the drain.
 */
final class EventOutput {
    /** So many are gathered at most before they are handed on. */
    private static final int BATCH = 256;

    /** Replaced as a whole where a reader comes or goes. */
    private volatile EventSink[] sinks;

    private boolean hasEnded;
    private final long[] batch = new long[BATCH * EventLayout.WORDS];
    private int begun;
    private final EventWriter writer = new EventWriter();
    private long sequence;
    private long events;

    EventOutput(List<? extends EventSink> sinks) {
        this.sinks = sinks.toArray(EventSink[]::new);
    }

    /** Starts an event; what it had before is overwritten. */
    EventWriter begin(EventKind kind, long timeNanos, int tid) {
        return writer.begin(batch, begun, kind, timeNanos, tid);
    }

    /** Gives the event begun its stack, and how many mappings that stands for. */
    void stackOfBegun(int stackId, int weight) {
        writer.stack(stackId).weight(weight);
    }

    /** Gives the event begun its stack, and how long the call took. */
    void callOfBegun(int stackId, long latencyNanos) {
        writer.stack(stackId).weight(1).latencyNanos(latencyNanos);
    }

    /** Hands on the event begun, under the next number. */
    void send() {
        sequence++;
        sendAt(sequence);
    }

    /** Hands on the event begun without a number of its own: it is half of another's. */
    void sendUnnumbered() {
        sendAt(sequence);
    }

    /** Hands on the event begun, of code that came or went; without a number if a dlopen or dlclose tells of it. */
    void sendCode(boolean told) {
        if (told) {
            sendUnnumbered();
        } else {
            send();
        }
    }

    /** Says that so many events were lost; -1 if that is not known. */
    void lost(LossSource source, long count, long timeNanos) {
        begin(EventKind.LOST, timeNanos, 0).length(count).lossSource(source.ordinal());
        sequence += Math.max(1, count);
        sendAt(sequence);
    }

    /** Shows the readers what was handed on; no event before this time will follow. */
    void publish(long completeUpToNanos) {
        flush();
        for (EventSink sink : sinks) {
            sink.publish(completeUpToNanos);
        }
    }

    /** Tells the readers that no more will come. */
    void end() {
        synchronized (this) {
            hasEnded = true;
        }
        flush();
        for (EventSink sink : sinks) {
            sink.end();
        }
    }

    /** Gives a further reader what comes from now on; any thread. */
    synchronized void add(EventSink sink) {
        if (hasEnded) {
            sink.end();
            return;
        }
        EventSink[] more = Arrays.copyOf(sinks, sinks.length + 1);
        more[sinks.length] = sink;
        sinks = more;
    }

    /** Gives a reader nothing more; any thread. */
    @SuppressWarnings("ReferenceEquality") // the same reader is meant
    synchronized void remove(EventSink sink) {
        sinks = Arrays.stream(sinks).filter(each -> each != sink).toArray(EventSink[]::new);
    }

    /** Events handed on. */
    long events() {
        return events;
    }

    private void sendAt(long number) {
        writer.sequence(number);
        events++;
        begun += EventLayout.WORDS;
        if (begun == batch.length) {
            flush();
        }
    }

    private void flush() {
        int count = begun / EventLayout.WORDS;
        begun = 0;
        if (count > 0) {
            for (EventSink sink : sinks) {
                sink.append(batch, 0, count);
            }
        }
    }
}
