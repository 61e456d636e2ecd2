package dev.blindspot.cli;

import dev.blindspot.event.EventSink;
import dev.blindspot.export.EventFormat;
import dev.blindspot.export.EventHeader;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.Note;
import dev.blindspot.model.SamplerException;
import dev.blindspot.model.Target;
import dev.blindspot.sample.GaugeReader;
import dev.blindspot.sample.Inspector;
import dev.blindspot.sample.SampleConfig;
import dev.blindspot.sample.Sampler;
import dev.blindspot.stream.StreamReader;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A target whose events go to readers as they happen. Nothing is aggregated, and nothing holds the drain back.
 *
 * <p>Threads: one makes, runs and closes it; readers may be added by any.
 */
final class StreamSession implements AutoCloseable {
    private static final long STEP_NANOS = 20_000_000;

    /** A reader who takes nothing for so long, when all has ended, has gone. */
    private static final long PATIENCE_NANOS = 2_000_000_000;

    private static final long LONGEST_WAIT_NANOS = 20_000_000_000L;

    /** What is open, the youngest first. */
    private final Deque<Runnable> open = new ArrayDeque<>();

    private final Inspector inspector;
    private final Sampler sampler;
    private final StreamSymbols symbols;
    private final GaugeReader gauges;
    private final EventHeader header;
    private final EventFormat.Maker format;
    private final List<StreamReader> readers = new CopyOnWriteArrayList<>();
    private final Object joining = new Object();
    private final ThreadFailure failure = new ThreadFailure();
    private final long durationNanos;
    private final long intervalNanos;
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

    /**
     * Attaches.
     *
     * @param hasReader whether there is a reader from the very start, to be given by {@link #first}
     * @throws SamplerException if the target cannot be attached to
     */
    StreamSession(int pid, TraceOptions options, EventFormat.Maker format, boolean hasReader) {
        this.format = format;
        SampleConfig config = options.sampleConfig();
        durationNanos = options.durationNanos();
        intervalNanos = config.intervalNanos();
        try {
            inspector = closing(Inspector.open(pid, Version.text()), Inspector::close);
            StreamRehearsal.run(pid, config, inspector.target(), format);
            first = hasReader ? new StreamReader() : null;
            List<EventSink> sinks = first == null ? List.of() : List.of(first.sink());
            sampler = closing(Sampler.attach(pid, config, sinks), Sampler::close);
            symbols = closing(new StreamSymbols(sampler), StreamSymbols::close);
            gauges = closing(new GaugeReader(pid, new ReadCost()), GaugeReader::close);
            long startNanos = sampler.startedNanos();
            Instant startAt = Instant.now().minusNanos(Machine.monotonicNanos() - startNanos);
            header = new EventHeader(inspector.target(), startAt, startNanos, sampler.sources());
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private <T> T closing(T opened, Consumer<T> close) {
        open.push(() -> close.accept(opened));
        return opened;
    }

    Target target() {
        return header.target();
    }

    String attachMode() {
        return sampler.attachMode();
    }

    /** What cannot be seen of what was asked for. */
    List<Note> notes() {
        return sampler.notes();
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
        // Who has seen the header is among the readers, whatever happens at that moment, and gets its end too.
        synchronized (joining) {
            if (hasEnded) {
                return;
            }
            StreamReader reader = new StreamReader();
            sampler.add(reader.sink());
            start(reader, out);
        }
    }

    private void start(StreamReader reader, OutputStream out) {
        reader.start(out, header, symbols, format, (thread, thrown) -> failure.set(thrown));
        readers.add(reader);
    }

    /** Events written so far, to all readers together. */
    long events() {
        return goneWritten + readers.stream().mapToLong(StreamReader::written).sum();
    }

    /**
     * Goes on until the time is over, the target ends, the user interrupts, or the one reader there is goes away.
     *
     * @param takesMore whether readers may come: then it goes on without any
     * @param progress is called now and then
     */
    End run(BooleanSupplier interrupted, boolean takesMore, Runnable progress) {
        String reason;
        try {
            reason = follow(interrupted, takesMore, progress);
            end(reason);
        } finally {
            sampler.stop();
        }
        long nanos = Machine.monotonicNanos() - header.startedNanos();
        int untaken = 0;
        for (StreamReader reader : readers) {
            untaken += awaitEnd(reader) ? 0 : 1;
        }
        failure.rethrow(sampler.failure());
        long dropped =
                goneDropped + readers.stream().mapToLong(StreamReader::dropped).sum();
        return new End(reason, nanos, events(), dropped, readersSeen + readers.size(), untaken);
    }

    private void end(String reason) {
        synchronized (joining) {
            hasEnded = true;
            readers.forEach(reader -> reader.ending(reason));
        }
    }

    private String follow(BooleanSupplier interrupted, boolean takesMore, Runnable progress) {
        long gaugesDueNanos = header.startedNanos() + intervalNanos;
        while (true) {
            LockSupport.parkNanos(STEP_NANOS);
            long now = Machine.monotonicNanos();
            if (now >= gaugesDueNanos) {
                sample(now);
                gaugesDueNanos += (1 + (now - gaugesDueNanos) / intervalNanos) * intervalNanos;
                progress.run();
            }
            removeGone();
            if (sampler.targetExecuted()) {
                return "exec";
            }
            if (!inspector.isAlive()) {
                return "exit";
            }
            if (interrupted.getAsBoolean() || Thread.currentThread().isInterrupted()) {
                return "interrupted";
            }
            if (!takesMore && readers.isEmpty()) {
                return "reader-gone";
            }
            if (now - header.startedNanos() >= durationNanos) {
                return "duration";
            }
            failure.rethrow(sampler.failure());
        }
    }

    private void sample(long nanos) {
        List<Gauge> read = gauges.read();
        if (!read.isEmpty()) {
            readers.forEach(reader -> reader.sample(nanos, read));
        }
    }

    private void removeGone() {
        for (StreamReader reader : List.copyOf(readers)) {
            if (reader.isGone()) {
                sampler.remove(reader.sink());
                readers.remove(reader);
                readersSeen++;
                goneWritten += reader.written();
                goneDropped += reader.dropped();
            }
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
        while (!open.isEmpty()) {
            open.pop().run();
        }
    }
}
