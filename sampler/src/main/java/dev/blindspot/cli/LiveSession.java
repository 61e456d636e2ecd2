package dev.blindspot.cli;

import dev.blindspot.aggregate.Aggregator;
import dev.blindspot.aggregate.Cut;
import dev.blindspot.detect.InspectionFindings;
import dev.blindspot.event.EventChannel;
import dev.blindspot.linux.AnonymousMemory;
import dev.blindspot.linux.Machine;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Interval;
import dev.blindspot.model.RecordingEnd;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.model.SamplerException;
import dev.blindspot.ring.SpscRing;
import dev.blindspot.sample.Inspector;
import dev.blindspot.sample.MapsSnapshot;
import dev.blindspot.sample.SampleConfig;
import dev.blindspot.sample.Sampler;
import java.lang.foreign.Arena;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A target that is followed, from attach to end: wires the drain, the aggregator and a reader of raw events together, and
 * hands on an {@link Interval} a beat. {@code record}, {@code top}, {@code stream} and {@code serve} differ only in who
 * reads.
 *
 * <p>Threads: one makes, runs and closes it.
 */
final class LiveSession implements AutoCloseable {
    /** Bytes of an event ring: some 20,000 events, what the drain may be ahead of its readers. */
    private static final long RING_BYTES = 2 << 20;

    private static final long LONGEST_WAIT_NANOS = 250_000_000;

    /** What is open, the youngest first. */
    private final Deque<Runnable> open = new ArrayDeque<>();

    private final Arena arena = Arena.ofShared();

    private final Inspector inspector;
    private final Sampler sampler;
    private final AggregateLoop aggregate;
    private final @Nullable RawReader raw;
    private final IntervalAssembler assembler;
    private final EventChannel aggregateChannel;
    private final @Nullable EventChannel rawChannel;
    private final RecordingInfo info;
    private final long durationNanos;
    private final ThreadFailure failure = new ThreadFailure();

    /**
     * Attaches.
     *
     * @param rawReader who reads raw events; null for nobody
     * @throws SamplerException if the target cannot be attached to, or the reader cannot be made
     */
    LiveSession(int pid, TraceOptions options, RawReader.@Nullable Maker rawReader) {
        this(pid, options, options.durationNanos(), rawReader);
    }

    /** The same, for so long. */
    LiveSession(int pid, TraceOptions options, long durationNanos, RawReader.@Nullable Maker rawReader) {
        SampleConfig config = options.sampleConfig();
        this.durationNanos = durationNanos;
        open.push(arena::close);
        try {
            inspector = closing(Inspector.open(pid, Version.text()), Inspector::close);
            options.freeze().applyTo(inspector);
            Inspection before = inspector.inspect();
            aggregateChannel = new EventChannel(new SpscRing(AnonymousMemory.allocator(arena), RING_BYTES));
            rawChannel = rawReader == null
                    ? null
                    : rawReader.channel(new SpscRing(AnonymousMemory.allocator(arena), RING_BYTES));
            SessionRehearsal.run(pid, config, before, rawReader);
            sampler = closing(Sampler.attach(pid, config, channels()), this::closeSampler);
            // From now on the sampler sees it.
            inspector.refuseExecuted();
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
                    firstLook(before));
            raw = rawReader == null ? null : rawReader.open(info, sampler.paths());
            assembler = closing(
                    new IntervalAssembler(
                            pid, startNanos, startAt, inspector, sampler, aggregate, config, options.loadSources()),
                    IntervalAssembler::close);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** What the window begins with: as it is now that it does, the look before is a rehearsal old. */
    private Inspection firstLook(Inspection before) {
        Inspection now = look();
        return now == null ? judged(before) : now;
    }

    private <T> T closing(T opened, Consumer<T> close) {
        open.push(() -> close.accept(opened));
        return opened;
    }

    private List<EventChannel> channels() {
        return rawChannel == null ? List.of(aggregateChannel) : List.of(aggregateChannel, rawChannel);
    }

    private void closeSampler(Sampler attached) {
        channels().forEach(EventChannel::abandon);
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

    /** When the process started, in ticks since boot. */
    long startTicks() {
        return inspector.startTicks();
    }

    /** The end may be near: from now on the ledger is read at each beat, whatever it costs. */
    void hurry() {
        assembler.hurry();
    }

    /** Events seen so far. */
    long events() {
        return aggregate.events();
    }

    /**
     * Goes on until the time is over, the target ends or the reader has had enough.
     *
     * @param wantedEnd why the reader wants it to end, in the words of {@link RecordingEnd}; null while it does not
     * @param listener is given each interval
     */
    RecordingEnd run(Supplier<@Nullable String> wantedEnd, Consumer<Interval> listener) {
        List<EventReading> readings = readings();
        String reason;
        Instant endedAt;
        long endedNanos;
        try {
            reason = follow(wantedEnd, listener);
        } finally {
            sampler.stop();
            endedAt = Instant.now();
            endedNanos = Machine.monotonicNanos();
            readings.forEach(EventReading::awaitEnd);
        }
        for (Cut cut = aggregate.cuts().poll();
                cut != null;
                cut = aggregate.cuts().poll()) {
            listener.accept(assembler.assemble(cut));
        }
        failure.rethrow(sampler.failure());
        boolean gone = reason.equals("exit") || reason.equals("exec");
        return new RecordingEnd(endedAt, endedNanos, reason, gone ? null : look());
    }

    private List<EventReading> readings() {
        List<EventReading> readings = new ArrayList<>();
        readings.add(new EventReading("aggregate", aggregateChannel, aggregate, aggregate::finish, failure::set));
        if (raw != null && rawChannel != null) {
            readings.add(new EventReading("raw", rawChannel, raw, raw::finish, failure::set));
        }
        return readings;
    }

    private String follow(Supplier<@Nullable String> wantedEnd, Consumer<Interval> listener) {
        while (true) {
            Cut cut = next();
            if (cut != null) {
                listener.accept(assembler.assemble(cut));
            }
            if (sampler.targetExecuted()) {
                return "exec";
            }
            if (!inspector.isAlive()) {
                return "exit";
            }
            if (Thread.currentThread().isInterrupted()) {
                return "interrupted";
            }
            String wanted = wantedEnd.get();
            if (wanted != null) {
                return wanted;
            }
            if (Machine.monotonicNanos() - info.startedNanos() >= durationNanos) {
                return "duration";
            }
            failure.rethrow(sampler.failure());
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

    /** Null if the target is gone. */
    private @Nullable Inspection look() {
        try {
            return judged(inspector.inspect());
        } catch (SamplerException e) {
            return null;
        }
    }

    private static Inspection judged(Inspection look) {
        return look.withFindings(InspectionFindings.of(look, null));
    }

    /** Detaches. */
    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.pop().run();
        }
    }
}
