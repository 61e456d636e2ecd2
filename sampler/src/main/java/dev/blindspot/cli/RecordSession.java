package dev.blindspot.cli;

import dev.blindspot.aggregate.Aggregator;
import dev.blindspot.aggregate.Cut;
import dev.blindspot.detect.InspectionFindings;
import dev.blindspot.event.EventChannel;
import dev.blindspot.linux.Machine;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Interval;
import dev.blindspot.model.RecordingEnd;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.model.SamplerException;
import dev.blindspot.recording.RecordingWriter;
import dev.blindspot.ring.SpscRing;
import dev.blindspot.sample.Inspector;
import dev.blindspot.sample.MapsSnapshot;
import dev.blindspot.sample.SampleConfig;
import dev.blindspot.sample.Sampler;
import java.lang.foreign.Arena;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One recording, from attach to end mark: wires the drain, the aggregator, the raw events and the file together.
 *
 * <p>Threads: one makes, runs and closes it.
 */
final class RecordSession implements AutoCloseable {
    /** Bytes of an event ring: some 20,000 events, what the drain may be ahead of its readers. */
    private static final long RING_BYTES = 2 << 20;

    private static final long LONGEST_WAIT_NANOS = 100_000_000;

    /** What is open, the youngest first. */
    private final Deque<Runnable> open = new ArrayDeque<>();

    private final Arena arena = Arena.ofShared();

    private final Inspector inspector;
    private final Sampler sampler;
    private final AggregateLoop aggregate;
    private final RawEvents raw;
    private final RecordOutput output;
    private final RecordingWriter writer;
    private final IntervalAssembler assembler;
    private final EventChannel aggregateChannel;
    private final EventChannel rawChannel;
    private final RecordingInfo info;
    private final long durationNanos;
    private final BooleanSupplier interrupted;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /**
     * Attaches and opens the output.
     *
     * @param interrupted whether the user has asked for the end
     * @throws SamplerException if the target cannot be attached to or the output not be written
     */
    RecordSession(int pid, RecordOptions options, BooleanSupplier interrupted) {
        this.interrupted = interrupted;
        SampleConfig config = options.sampleConfig();
        durationNanos = options.durationNanos();
        open.push(arena::close);
        try {
            inspector = closing(Inspector.open(pid, Version.text()), Inspector::close);
            Inspection first = judged(inspector.inspect());
            aggregateChannel = new EventChannel(new SpscRing(arena, RING_BYTES));
            rawChannel = new EventChannel(new SpscRing(arena, RING_BYTES));
            RecordRehearsal.run(pid, config, first);
            sampler = closing(Sampler.attach(pid, config, List.of(aggregateChannel, rawChannel)), this::closeSampler);
            long startNanos = sampler.startedNanos();
            Instant startAt = Instant.now().minusNanos(Machine.monotonicNanos() - startNanos);
            aggregate = new AggregateLoop(aggregator(startNanos, startAt), startNanos, config.intervalNanos());
            info = new RecordingInfo(
                    startAt,
                    startNanos,
                    sampler.attachMode(),
                    sampler.sources(),
                    config.stacks().label(),
                    options.olderNanos(),
                    first);
            output = options.output(pid, startAt);
            writer = closing(output.open(info, options.maxBytes()), RecordingWriter::close);
            raw = new RawEvents(writer, sampler.paths());
            assembler = closing(
                    new IntervalAssembler(
                            pid, startNanos, startAt, inspector, sampler, aggregate, config.intervalNanos()),
                    IntervalAssembler::close);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private <T> T closing(T opened, Consumer<T> close) {
        open.push(() -> close.accept(opened));
        return opened;
    }

    private void closeSampler(Sampler attached) {
        aggregateChannel.abandon();
        rawChannel.abandon();
        attached.close();
    }

    private Aggregator aggregator(long startNanos, Instant startAt) {
        Aggregator aggregator = new Aggregator(Machine.PAGE_BYTES, startNanos, startAt);
        MapsSnapshot maps = sampler.readMaps();
        if (maps.heapEnd() != 0) {
            aggregator.setBreak(maps.heapEnd());
        }
        aggregator.baseline(AggregateLoop.view(maps));
        return aggregator;
    }

    /** What is known of it at its start. */
    RecordingInfo info() {
        return info;
    }

    /** Where it goes. */
    RecordOutput output() {
        return output;
    }

    /** Bytes written so far. */
    long size() {
        return writer.size();
    }

    /** Events recorded so far. */
    long events() {
        return aggregate.events();
    }

    /**
     * Records until the time is over, the target ends, the user interrupts or the reader goes away.
     *
     * @param listener is given each interval once it is written
     * @throws SamplerException.OutputFailed if the file cannot be written on; what was written stays readable
     */
    RecordingEnd run(Consumer<Interval> listener) {
        List<EventReading> readings = List.of(
                new EventReading("aggregate", aggregateChannel, aggregate, aggregate::finish, this::failed),
                new EventReading("raw", rawChannel, raw, raw::finish, this::failed));
        String reason;
        Instant endedAt;
        long endedNanos;
        try {
            reason = follow(listener);
        } finally {
            sampler.stop();
            endedAt = Instant.now();
            endedNanos = Machine.monotonicNanos();
            readings.forEach(EventReading::awaitEnd);
        }
        for (Cut cut = aggregate.cuts().poll();
                cut != null;
                cut = aggregate.cuts().poll()) {
            write(cut, listener);
        }
        rethrowFailure();
        boolean gone = reason.equals("exit") || reason.equals("exec");
        RecordingEnd end = new RecordingEnd(endedAt, endedNanos, reason, gone ? null : lastLook());
        writer.end(end);
        return end;
    }

    private String follow(Consumer<Interval> listener) {
        while (true) {
            write(next(), listener);
            if (sampler.targetExecuted()) {
                return "exec";
            }
            if (!inspector.isAlive()) {
                return "exit";
            }
            if (interrupted.getAsBoolean() || Thread.currentThread().isInterrupted()) {
                return "interrupted";
            }
            if (output.readerGone()) {
                return "reader-gone";
            }
            if (Machine.monotonicNanos() - info.startedNanos() >= durationNanos) {
                return "duration";
            }
            rethrowFailure();
        }
    }

    /** The next cut, or null after a short while without one. */
    private @Nullable Cut next() {
        long left = info.startedNanos() + durationNanos - Machine.monotonicNanos();
        try {
            return aggregate.cuts().poll(Math.clamp(left, 0, LONGEST_WAIT_NANOS), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private void write(@Nullable Cut cut, Consumer<Interval> listener) {
        if (cut != null) {
            Interval interval = assembler.assemble(cut);
            writer.write(interval);
            listener.accept(interval);
        }
    }

    private @Nullable Inspection lastLook() {
        try {
            return judged(inspector.inspect());
        } catch (SamplerException e) {
            return null;
        }
    }

    private static Inspection judged(Inspection look) {
        return look.withFindings(InspectionFindings.of(look, null));
    }

    private void failed(Throwable thrown) {
        failure.compareAndSet(null, thrown);
    }

    private void rethrowFailure() {
        Throwable thrown = failure.get() != null ? failure.get() : sampler.failure();
        switch (thrown) {
            case null -> {}
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            default -> throw new IllegalStateException(thrown);
        }
    }

    /** Detaches and closes the file. */
    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.pop().run();
        }
    }
}
