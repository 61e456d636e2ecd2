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
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One recording, from attach to end mark: a session whose intervals and raw events go into a file; where it is to follow
 * the target's name, a session for each process of it.
 *
 * <p>Threads: one makes, runs and closes it.
 */
final class RecordSession implements AutoCloseable {
    /** What is not seen while nothing is attached. */
    private static final List<LossSource> UNSEEN = List.of(
            LossSource.MMAP,
            LossSource.MUNMAP,
            LossSource.MREMAP,
            LossSource.MPROTECT,
            LossSource.BRK,
            LossSource.MADVISE,
            LossSource.SHM,
            LossSource.FAULT,
            LossSource.MAPPING);

    private final TraceOptions options;
    private final BooleanSupplier interrupted;
    private final RecordFile file;
    private final RecordingInfo info;
    private LiveSession session;
    private Remainder remainder = new Remainder();
    private long eventsBefore;
    private boolean following;
    private final @Nullable FlightWatch watch;

    /**
     * Attaches and opens the output.
     *
     * @param interrupted whether the user has asked for the end
     * @throws SamplerException if the target cannot be attached to or the output not be written
     */
    RecordSession(int pid, TraceOptions options, RecordingOption recording, BooleanSupplier interrupted) {
        this.options = options;
        this.interrupted = interrupted;
        file = new RecordFile(pid, recording);
        if (recording.untilOom()) {
            options.atLeastEvery(FlightWatch.INTERVAL);
        }
        try {
            LiveSession attached = new LiveSession(pid, options, file);
            session = attached;
            watch = recording.untilOom() ? new FlightWatch(pid, attached::hurry) : null;
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
        info = session.info();
    }

    /** What is known of it at its start. */
    RecordingInfo info() {
        return info;
    }

    /** Where it goes. */
    RecordOutput output() {
        return file.output();
    }

    /** Bytes written so far. */
    long size() {
        return file.writer().size();
    }

    /** Events recorded so far. */
    long events() {
        return eventsBefore + session.events();
    }

    /** Who is told what is recorded, once it is written. */
    interface Listener {
        void interval(Interval interval);

        /** What follows is of another process. */
        default void restarted(RecordedProcess process) {}
    }

    /**
     * Records until the time is over, the target ends, the user interrupts or the reader goes away.
     *
     * @throws SamplerException.OutputFailed if the file cannot be written on; what was written stays readable
     */
    RecordingEnd run(Listener listener) {
        return run(listener, null);
    }

    /**
     * The same, going on with the next process where one ends.
     *
     * @param successor finds it; null to end with the target
     */
    RecordingEnd run(Listener listener, @Nullable Successor successor) {
        following = successor != null;
        RecordingEnd end = process(listener);
        while (successor != null && end.reason().equals("exit")) {
            OptionalInt next = successor.await(session.info().first().target(), () -> reasonToEnd() != null);
            if (next.isEmpty()) {
                String reason = reasonToEnd();
                end = new RecordingEnd(
                        Instant.now(), Machine.monotonicNanos(), reason == null ? "interrupted" : reason, null);
            } else if (goOn(next.getAsInt(), end, listener)) {
                end = process(listener);
            }
        }
        RecordingEnd told = watch == null ? end : watch.explain(end);
        file.writer().end(told);
        return told;
    }

    private RecordingEnd process(Listener listener) {
        return session.run(this::wantedEnd, interval -> write(file.stacks().of(interval), listener));
    }

    private void write(Interval interval, Listener listener) {
        if (following) {
            remainder.add(interval);
        }
        file.writer().write(interval);
        listener.interval(interval);
    }

    /** Attaches to the next process; false if that is gone already. */
    private boolean goOn(int pid, RecordingEnd end, Listener listener) {
        LiveSession next;
        long events = session.events();
        try {
            session.close();
            file.stacks().nextProcess();
            next = new LiveSession(pid, options, leftNanos(), file);
        } catch (SamplerException.NoSuchProcess e) {
            return false;
        }
        eventsBefore += events;
        int before = session.info().first().target().pid();
        session = next;
        RecordingInfo begun = next.info();
        RecordedProcess process = new RecordedProcess(begun.startedAt(), begun.startedNanos(), begun.first());
        file.writer().writeProcess(process);
        listener.restarted(process);
        Interval gap = gap(before, end, process);
        remainder = new Remainder();
        write(gap, listener);
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
                UNSEEN.stream()
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

    private @Nullable String wantedEnd() {
        if (interrupted.getAsBoolean()) {
            return "interrupted";
        }
        if (file.output().readerGone()) {
            return "reader-gone";
        }
        return watch == null ? null : watch.wantedEnd();
    }

    private @Nullable String reasonToEnd() {
        String wanted = wantedEnd();
        return wanted != null ? wanted : leftNanos() <= 0 ? "duration" : null;
    }

    private long leftNanos() {
        return info.startedNanos() + options.durationNanos() - Machine.monotonicNanos();
    }

    /** Detaches and closes the file. */
    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        session.close();
        file.close();
    }
}
