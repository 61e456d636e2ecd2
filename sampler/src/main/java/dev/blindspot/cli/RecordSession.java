package dev.blindspot.cli;

import dev.blindspot.model.Interval;
import dev.blindspot.model.RecordedProcess;
import dev.blindspot.model.RecordingEnd;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.model.SamplerException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One recording, from attach to end mark: a session whose intervals and raw events go into a file.
 *
 * <p>Threads: one makes, runs and closes it.
 */
final class RecordSession implements AutoCloseable {
    private final BooleanSupplier interrupted;
    private final RecordFile file;
    private final FollowedSession session;
    private final @Nullable FlightWatch watch;

    /**
     * Attaches and opens the output.
     *
     * @param interrupted whether the user has asked for the end
     * @throws SamplerException if the target cannot be attached to or the output not be written
     */
    RecordSession(int pid, TraceOptions options, RecordingOption recording, BooleanSupplier interrupted) {
        this.interrupted = interrupted;
        file = new RecordFile(pid, recording);
        if (recording.untilOom()) {
            options.atLeastEvery(FlightWatch.INTERVAL);
        }
        try {
            FollowedSession attached = new FollowedSession(pid, options, file, file.stacks());
            session = attached;
            watch = recording.untilOom() ? new FlightWatch(pid, attached::hurry) : null;
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** What is known of it at its start. */
    RecordingInfo info() {
        return session.info();
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
        return session.events();
    }

    /**
     * Records until the time is over, the target ends, the user interrupts or the reader goes away.
     *
     * @param successor finds the next process where one ends; null to end with the target
     * @param listener is told what is recorded, once it is written
     * @throws SamplerException.OutputFailed if the file cannot be written on; what was written stays readable
     */
    RecordingEnd run(@Nullable Successor successor, FollowedSession.Listener listener) {
        RecordingEnd end = session.run(this::wantedEnd, successor, new FollowedSession.Listener() {
            @Override
            public void interval(Interval interval) {
                file.writer().write(interval);
                listener.interval(interval);
            }

            @Override
            public void restarted(RecordedProcess process) {
                file.writer().writeProcess(process);
                listener.restarted(process);
            }
        });
        RecordingEnd told = watch == null ? end : watch.explain(end);
        file.writer().end(told);
        return told;
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
