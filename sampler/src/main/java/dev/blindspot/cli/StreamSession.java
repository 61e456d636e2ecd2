package dev.blindspot.cli;

import dev.blindspot.event.EventSink;
import dev.blindspot.event.ProcessIds;
import dev.blindspot.export.EventFormat;
import dev.blindspot.export.EventHeader;
import dev.blindspot.linux.Machine;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.Note;
import dev.blindspot.model.SamplerException;
import dev.blindspot.model.Target;
import dev.blindspot.sample.SampleConfig;
import dev.blindspot.stream.StreamReader;
import java.io.OutputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A target whose events go to readers as they happen, or the processes that take each other's place under its name.
 * Nothing is aggregated, and nothing holds the drain back.
 *
 * <p>Threads: one makes, runs and closes it; readers may be added by any.
 */
final class StreamSession implements AutoCloseable {
    private static final long STEP_NANOS = 20_000_000;

    /** A reader who takes nothing for so long, when all has ended, has gone. */
    private static final long PATIENCE_NANOS = 2_000_000_000;

    private static final long LONGEST_WAIT_NANOS = 20_000_000_000L;

    private final SampleConfig config;
    private final EventFormat.Maker format;
    private final long durationNanos;
    private final long startedNanos;
    private final Instant startedAt;
    private final FollowedSymbols symbols = new FollowedSymbols();
    private final ThreadFailure failure = new ThreadFailure();

    /** Guards who reads and what is attached: who has seen a header is among the readers, and gets an end too. */
    private final Object joining = new Object();

    /** Each with where the process of the moment offers its events. */
    private final Map<StreamReader, EventSink> readers = new LinkedHashMap<>();

    private volatile StreamedProcess process;
    private @Nullable StreamReader first;
    private boolean hasEnded;
    private long goneWritten;
    private long goneDropped;
    private int readersSeen;

    /**
     * How a stream ended.
     *
     * @param events written, to all readers together
     * @param dropped for readers who were too slow, of all together
     * @param readers how many there were
     * @param untaken readers who had not taken all at the end
     */
    record End(String reason, long nanos, long events, long dropped, int readers, int untaken) {}

    /** Who is told while it goes on. */
    interface Listener {
        /** So often that a person may be shown how far it is. */
        void progress();

        /** What follows is of another process. */
        void restarted(Target target);
    }

    /**
     * Attaches.
     *
     * @param hasReader whether there is a reader from the very start, to be given by {@link #first}
     * @throws SamplerException if the target cannot be attached to
     */
    StreamSession(int pid, TraceOptions options, EventFormat.Maker format, boolean hasReader) {
        this.format = format;
        config = options.sampleConfig();
        durationNanos = options.durationNanos();
        first = hasReader ? new StreamReader() : null;
        List<EventSink> sinks = first == null ? List.of() : List.of(first.sink(ProcessIds.FIRST));
        process = new StreamedProcess(
                pid, config, ProcessIds.FIRST, sinks, target -> StreamRehearsal.run(pid, config, target, format));
        symbols.add(process.ids(), process.symbols());
        if (first != null) {
            readers.put(first, sinks.getFirst());
        }
        startedNanos = process.sampler().startedNanos();
        startedAt = Instant.now().minusNanos(Machine.monotonicNanos() - startedNanos);
    }

    Target target() {
        return process.target();
    }

    String attachMode() {
        return process.sampler().attachMode();
    }

    /** What cannot be seen of what was asked for. */
    List<Note> notes() {
        return process.sampler().notes();
    }

    /** Gives the reader there is from the start its output. */
    void first(OutputStream out) {
        StreamReader reader = first;
        if (reader != null) {
            start(reader, out);
        }
    }

    /** Adds a reader; its numbers begin with the events from now on. One who comes after the end gets nothing. */
    void add(OutputStream out) {
        synchronized (joining) {
            if (hasEnded) {
                return;
            }
            StreamReader reader = new StreamReader();
            EventSink sink = reader.sink(process.ids());
            process.sampler().add(sink);
            start(reader, out);
            readers.put(reader, sink);
        }
    }

    private void start(StreamReader reader, OutputStream out) {
        EventHeader header = new EventHeader(
                target(), startedAt, startedNanos, process.sampler().sources());
        reader.start(out, header, symbols, format, (thread, thrown) -> failure.set(thrown));
    }

    private List<StreamReader> readers() {
        synchronized (joining) {
            return List.copyOf(readers.keySet());
        }
    }

    /** Events written so far, to all readers together. */
    long events() {
        return goneWritten + readers().stream().mapToLong(StreamReader::written).sum();
    }

    /**
     * Goes on until the time is over, the target ends and has no successor, the user interrupts, or the one reader there
     * is goes away.
     *
     * @param takesMore whether readers may come: then it goes on without any
     * @param successor finds the next process where one ends; null to end with the target
     */
    End run(BooleanSupplier interrupted, boolean takesMore, @Nullable Successor successor, Listener listener) {
        String reason;
        try {
            reason = follow(interrupted, takesMore, listener);
            while (successor != null && reason.equals("exit")) {
                OptionalInt next = successor.await(
                        target().pid(), process.startTicks(), () -> wantedEnd(interrupted, takesMore) != null);
                if (next.isEmpty()) {
                    String wanted = wantedEnd(interrupted, takesMore);
                    reason = wanted == null ? "interrupted" : wanted;
                } else if (goOn(next.getAsInt())) {
                    listener.restarted(target());
                    reason = follow(interrupted, takesMore, listener);
                }
            }
            end(reason);
        } finally {
            process.sampler().stop();
            readers().forEach(StreamReader::end);
        }
        long nanos = Machine.monotonicNanos() - startedNanos;
        int untaken = 0;
        for (StreamReader reader : readers()) {
            untaken += awaitEnd(reader) ? 0 : 1;
        }
        failure.rethrow(process.sampler().failure());
        long dropped = goneDropped
                + readers().stream().mapToLong(StreamReader::dropped).sum();
        return new End(reason, nanos, events(), dropped, readersSeen + readers().size(), untaken);
    }

    private void end(String reason) {
        synchronized (joining) {
            hasEnded = true;
            readers.keySet().forEach(reader -> reader.ending(reason));
        }
    }

    /** Attaches to the next process; false if that is gone already. */
    private boolean goOn(int pid) {
        StreamedProcess before = process;
        before.sampler().stop();
        failure.rethrow(before.sampler().failure());
        synchronized (joining) {
            ProcessIds ids = before.nextIds();
            readers.replaceAll((reader, sink) -> reader.sink(ids));
            try {
                process = new StreamedProcess(
                        pid,
                        config,
                        ids,
                        List.copyOf(readers.values()),
                        target -> readers.keySet()
                                .forEach(reader -> reader.unseen(Machine.monotonicNanos(), LossSource.ALWAYS)));
            } catch (SamplerException.NoSuchProcess e) {
                return false;
            }
            symbols.add(ids, process.symbols());
        }
        before.close();
        sample(Machine.monotonicNanos());
        return true;
    }

    private String follow(BooleanSupplier interrupted, boolean takesMore, Listener listener) {
        long intervalNanos = config.intervalNanos();
        long gaugesDueNanos = process.sampler().startedNanos() + intervalNanos;
        while (true) {
            LockSupport.parkNanos(STEP_NANOS);
            long now = Machine.monotonicNanos();
            if (now >= gaugesDueNanos) {
                sample(now);
                gaugesDueNanos += (1 + (now - gaugesDueNanos) / intervalNanos) * intervalNanos;
                listener.progress();
            }
            String ended = process.ended();
            if (ended == null) {
                ended = wantedEnd(interrupted, takesMore);
            }
            if (ended != null) {
                return ended;
            }
            failure.rethrow(process.sampler().failure());
        }
    }

    /** Why it is to end though the target goes on, or may have a successor; null if it is not. */
    private @Nullable String wantedEnd(BooleanSupplier interrupted, boolean takesMore) {
        removeGone();
        if (interrupted.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            return "interrupted";
        }
        if (!takesMore && readers().isEmpty()) {
            return "reader-gone";
        }
        return Machine.monotonicNanos() - startedNanos >= durationNanos ? "duration" : null;
    }

    private void sample(long nanos) {
        List<Gauge> read = process.gauges();
        if (!read.isEmpty()) {
            readers().forEach(reader -> reader.sample(nanos, target().pid(), read));
        }
    }

    private void removeGone() {
        synchronized (joining) {
            readers.entrySet().removeIf(each -> {
                StreamReader reader = each.getKey();
                if (!reader.isGone()) {
                    return false;
                }
                process.sampler().remove(each.getValue());
                readersSeen++;
                goneWritten += reader.written();
                goneDropped += reader.dropped();
                return true;
            });
        }
    }

    private static boolean awaitEnd(StreamReader reader) {
        try {
            return reader.awaitEnd(PATIENCE_NANOS, LONGEST_WAIT_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Detaches. */
    @Override
    public void close() {
        process.close();
    }
}
