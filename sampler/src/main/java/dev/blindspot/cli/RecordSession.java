package dev.blindspot.cli;

import dev.blindspot.aggregate.Aggregator;
import dev.blindspot.aggregate.Cut;
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
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One recording, from attach to end mark: wires the drain, the aggregator, the raw events and the file together.
 *
 * <p>Threads: {@link #run} in the command's; {@link #interrupt} by any.
 */
final class RecordSession implements AutoCloseable {
    /** Bytes of an event ring: some 20,000 events, what the drain may be ahead of its readers. */
    private static final long RING_BYTES = 2 << 20;

    private final Arena arena = Arena.ofShared();
    private final Inspector inspector;
    private final Sampler sampler;
    private final AggregateLoop aggregate;
    private final RawEvents raw;
    private final RecordingWriter writer;
    private final IntervalAssembler assembler;
    private final EventChannel aggregateChannel;
    private final EventChannel rawChannel;
    private final RecordingInfo info;
    private final Path file;
    private final long durationNanos;
    private volatile boolean interrupted;

    /**
     * Attaches and creates the file.
     *
     * @throws SamplerException if the target cannot be attached to or the file not be written
     */
    RecordSession(int pid, RecordOptions options) {
        inspector = Inspector.open(pid, Version.text());
        Inspection first = inspector.inspect();
        aggregateChannel = new EventChannel(new SpscRing(arena, RING_BYTES));
        rawChannel = new EventChannel(new SpscRing(arena, RING_BYTES));
        SampleConfig config = options.sampleConfig();
        sampler = Sampler.attach(pid, config, List.of(aggregateChannel, rawChannel));
        long startNanos = sampler.startedNanos();
        Instant startAt = Instant.now().minusNanos(Machine.monotonicNanos() - startNanos);
        Aggregator aggregator = new Aggregator(Machine.PAGE_BYTES, startNanos, startAt);
        MapsSnapshot maps = sampler.readMaps();
        if (maps.heapEnd() != 0) {
            aggregator.setBreak(maps.heapEnd());
        }
        aggregate = new AggregateLoop(aggregator, startNanos, config.intervalNanos());
        info = new RecordingInfo(
                startAt,
                startNanos,
                sampler.attachMode(),
                sampler.sources(),
                config.stacks().label(),
                options.olderNanos(),
                first);
        file = options.output(pid, startAt);
        writer = RecordingWriter.create(file, info, options.maxBytes());
        raw = new RawEvents(writer, sampler.paths());
        assembler =
                new IntervalAssembler(pid, startNanos, startAt, inspector, sampler, aggregate, config.intervalNanos());
        durationNanos = options.durationNanos();
    }

    /** What is known of it at its start. */
    RecordingInfo info() {
        return info;
    }

    /** Where it goes. */
    Path file() {
        return file;
    }

    /** Asks it to end soon. */
    void interrupt() {
        interrupted = true;
    }

    /**
     * Records until the time is over, the target ends or somebody interrupts.
     *
     * @param listener is given each interval once it is written
     * @throws SamplerException.OutputFailed if the file cannot be written on; what was written stays readable
     */
    RecordingEnd run(Consumer<Interval> listener) {
        Thread aggregating = consume("aggregate", aggregateChannel, aggregate, aggregate::finish);
        Thread encoding = consume("raw", rawChannel, raw, raw::finish);
        String reason;
        try {
            reason = follow(listener);
        } finally {
            sampler.stop();
            join(aggregating);
            join(encoding);
        }
        for (Cut cut = aggregate.cuts().poll();
                cut != null;
                cut = aggregate.cuts().poll()) {
            write(cut, listener);
        }
        Throwable failure = raw.failure();
        if (failure instanceof SamplerException known) {
            throw known;
        }
        RecordingEnd end = new RecordingEnd(
                Instant.now(),
                Machine.monotonicNanos(),
                reason,
                reason.equals("exit") || reason.equals("exec") ? null : lastLook());
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
            if (interrupted) {
                return "interrupted";
            }
            if (Machine.monotonicNanos() - info.startedNanos() >= durationNanos) {
                return "duration";
            }
            if (sampler.failure() != null || raw.failure() != null) {
                return "output";
            }
        }
    }

    /** The next cut, or null after a short while without one. */
    private @Nullable Cut next() {
        long left = info.startedNanos() + durationNanos - Machine.monotonicNanos();
        try {
            return aggregate.cuts().poll(Math.clamp(left, 0, 100_000_000), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
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
            return inspector.inspect();
        } catch (SamplerException e) {
            return null;
        }
    }

    private static Thread consume(String name, EventChannel channel, EventChannel.Consumer consumer, Runnable finish) {
        return Thread.ofPlatform().name(name).start(() -> {
            channel.consume(consumer);
            finish.run();
        });
    }

    private void join(Thread thread) {
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                // The end is on its way; it must be waited for.
                interrupted = true;
            }
        }
    }

    /** Detaches and closes the file. */
    @Override
    public void close() {
        sampler.close();
        inspector.close();
        writer.close();
        assembler.close();
        arena.close();
    }
}
