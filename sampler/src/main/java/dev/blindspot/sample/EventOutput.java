package dev.blindspot.sample;

import dev.blindspot.event.EventChannel;
import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.event.EventWriter;
import dev.blindspot.model.LossSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Where merged events leave the drain: numbers them and gives each to every reader.
 *
 * <p>Threads: the drain. Allocation: none.
 */
final class EventOutput {
    private final List<EventChannel> channels;
    private final MemorySegment scratch;
    private final EventWriter writer = new EventWriter();
    private long sequence;
    private long events;

    EventOutput(Arena arena, List<EventChannel> channels) {
        this.channels = List.copyOf(channels);
        this.scratch = arena.allocate(EventLayout.BYTES, Long.BYTES);
    }

    /** Starts an event; what it had before is overwritten. */
    EventWriter begin(EventKind kind, long timeNanos, int tid) {
        return writer.begin(scratch, 0, kind, timeNanos, tid);
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
        for (int i = 0; i < channels.size(); i++) {
            channels.get(i).publish(completeUpToNanos);
        }
    }

    /** Tells the readers that no more will come. */
    void end() {
        for (int i = 0; i < channels.size(); i++) {
            channels.get(i).end();
        }
    }

    /** Events handed on. */
    long events() {
        return events;
    }

    private void sendAt(long number) {
        writer.sequence(number);
        events++;
        for (int i = 0; i < channels.size(); i++) {
            channels.get(i).append(scratch, 0);
        }
    }
}
