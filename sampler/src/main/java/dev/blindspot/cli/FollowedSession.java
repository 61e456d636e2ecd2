package dev.blindspot.cli;

import dev.blindspot.aggregate.Remainder;
import dev.blindspot.linux.Machine;
import dev.blindspot.model.Cost;
import dev.blindspot.model.Interval;
import dev.blindspot.model.Loss;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.Note;
import dev.blindspot.model.RecordedProcess;
import dev.blindspot.model.RecordingEnd;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.model.SamplerException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A window over one process, or over those that take each other's place under a name: a session for each, and an interval
 * between two that takes back what the first had.
 *
 * <p>Threads: one makes, runs and closes it.
 */
final class FollowedSession implements AutoCloseable {
    private final TraceOptions options;
    private final RawReader.@Nullable Maker rawReader;
    private final StackIds stacks;
    private final RecordingInfo info;
    private LiveSession session;
    private Remainder remainder = new Remainder();
    private long eventsBefore;
    private boolean following;

    /** Who is told. */
    interface Listener {
        /** The next interval, its stacks under ids that no two processes share. */
        void interval(Interval interval);

        /** What follows is of another process. */
        default void restarted(RecordedProcess process) {}
    }

    /**
     * Attaches to the first.
     *
     * @param rawReader who reads raw events; null for nobody
     * @param stacks the ids it gives stacks
     * @throws SamplerException if it cannot be attached to, or the reader cannot be made
     */
    FollowedSession(int pid, TraceOptions options, RawReader.@Nullable Maker rawReader, StackIds stacks) {
        this.options = options;
        this.rawReader = rawReader;
        this.stacks = stacks;
        session = new LiveSession(pid, options, rawReader);
        info = session.info();
    }

    /** What is known of it at its start. */
    RecordingInfo info() {
        return info;
    }

    /** Events seen so far. */
    long events() {
        return eventsBefore + session.events();
    }

    /** The end may be near: from now on the ledger is read at each beat, whatever it costs. */
    void hurry() {
        session.hurry();
    }

    /**
     * Goes on until the time is over, the target ends and has no successor, or the reader has had enough.
     *
     * @param wantedEnd why the reader wants it to end, in the words of {@link RecordingEnd}; null while it does not
     * @param successor finds the next process where one ends; null to end with the target
     */
    RecordingEnd run(Supplier<@Nullable String> wantedEnd, @Nullable Successor successor, Listener listener) {
        following = successor != null;
        RecordingEnd end = process(wantedEnd, listener);
        while (successor != null && end.reason().equals("exit")) {
            OptionalInt next = successor.await(pid(), session.startTicks(), () -> reasonToEnd(wantedEnd) != null);
            if (next.isEmpty()) {
                String reason = reasonToEnd(wantedEnd);
                return new RecordingEnd(
                        Instant.now(), Machine.monotonicNanos(), reason == null ? "interrupted" : reason, null);
            }
            if (goOn(next.getAsInt(), end, listener)) {
                end = process(wantedEnd, listener);
            }
        }
        return end;
    }

    private int pid() {
        return session.info().first().target().pid();
    }

    private RecordingEnd process(Supplier<@Nullable String> wantedEnd, Listener listener) {
        return session.run(wantedEnd, interval -> tell(stacks.of(interval), listener));
    }

    private void tell(Interval interval, Listener listener) {
        if (following) {
            remainder.add(interval);
        }
        listener.interval(interval);
    }

    /** Attaches to the next process; false if that is gone already. */
    private boolean goOn(int pid, RecordingEnd end, Listener listener) {
        LiveSession next;
        long events = session.events();
        try {
            session.close();
            stacks.nextProcess();
            next = new LiveSession(pid, options, leftNanos(), rawReader);
        } catch (SamplerException.NoSuchProcess e) {
            return false;
        }
        eventsBefore += events;
        int before = pid();
        session = next;
        RecordingInfo begun = next.info();
        RecordedProcess process = new RecordedProcess(begun.startedAt(), begun.startedNanos(), begun.first());
        listener.restarted(process);
        tell(gap(before, end, process), listener);
        remainder = new Remainder();
        return true;
    }

    /** The time between two processes: all that the first had is gone, and nothing of the second was seen. */
    private Interval gap(int before, RecordingEnd end, RecordedProcess process) {
        return new Interval(
                end.endedNanos(),
                process.startedNanos(),
                end.endedAt(),
                process.startedAt(),
                remainder.totalsTakenBack(),
                remainder.rowsTakenBack(),
                List.of(),
                List.of(),
                remainder.ranges(),
                // What is not seen while nothing is attached.
                LossSource.ALWAYS.stream()
                        .map(source -> new Loss(source, null, end.endedAt(), process.startedAt()))
                        .toList(),
                List.of(),
                null,
                List.of(),
                List.of(),
                List.of(new Note(
                        "target-restarted",
                        "process " + before + " ended; from " + process.startedAt()
                                + " on this is of its successor, process "
                                + process.first().target().pid())),
                new Cost(0, 0, 0, 0, 0, 0),
                null,
                remainder.callsTakenBack(),
                List.of());
    }

    private @Nullable String reasonToEnd(Supplier<@Nullable String> wantedEnd) {
        String wanted = wantedEnd.get();
        return wanted != null ? wanted : leftNanos() <= 0 ? "duration" : null;
    }

    private long leftNanos() {
        return info.startedNanos() + options.durationNanos() - Machine.monotonicNanos();
    }

    /** Detaches. */
    @Override
    public void close() {
        session.close();
    }
}
