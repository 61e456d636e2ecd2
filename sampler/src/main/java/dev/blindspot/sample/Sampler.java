package dev.blindspot.sample;

import dev.blindspot.event.EventChannel;
import dev.blindspot.event.PathTable;
import dev.blindspot.event.StackTable;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.memory.ProcessMemoryReader;
import dev.blindspot.linux.proc.ProcFile;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.Note;
import dev.blindspot.model.SamplerException;
import dev.blindspot.symbol.CodeMap;
import dev.blindspot.symbol.Symbolizer;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The live end of a recording: attached events, the drain that empties them, and the names of what they saw.
 *
 * <p>Threads: one makes, stops and closes it; the channels' readers run on their own.
 */
public final class Sampler implements AutoCloseable {
    private static final int MAX_STACKS = 1 << 18;
    private static final int MAX_PATHS = 1 << 12;

    private final Arena arena = Arena.ofShared();
    private final Symbolizer symbolizer = new Symbolizer();
    private final PathTable paths = new PathTable(MAX_PATHS);
    private final ReadCost cost = new ReadCost();
    private final MapsReader maps;
    private final ProcFile drainMaps;
    private final Attachment attachment;
    private final TaskState tasks;
    private final StackTable table;
    private final StackCollector stacks;
    private final StackSymbols symbols;
    private final CodeEpochs epochs;
    private final Drain drain;
    private final Thread thread;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final long startedNanos;
    private final List<Note> notes;
    private MapsSnapshot last;
    private int codeEpoch;

    private Sampler(int pid, SampleConfig config, List<EventChannel> channels) {
        maps = new MapsReader(pid, cost);
        MapsSnapshot first = maps.read();
        if (first == null) {
            maps.close();
            throw new SamplerException.NoSuchProcess("process " + pid + " ended before anything was read");
        }
        symbolizer.open(first.code());
        ProbeSites probes = ProbeSites.find(first, config.probes());
        notes = probes.notes();
        attachment = Attacher.attach(pid, first.hasC(), config, probes.sites());
        drainMaps = ProcFile.openMaps(pid, new ReadCost());
        Pipeline pipeline = new Pipeline(
                arena,
                pid,
                attachment,
                config,
                symbolizer,
                new SharedMemorySizes(drainMaps),
                new ProcessMemoryReader(pid, new ReadCost()),
                paths,
                MAX_STACKS,
                channels);
        table = pipeline.table();
        stacks = pipeline.stacks();
        symbols = new StackSymbols(table, symbolizer);
        tasks = pipeline.tasks();
        epochs = pipeline.epochs();
        drain = pipeline.drain();
        thread = Thread.ofPlatform().name("drain").unstarted(drain);
        thread.setUncaughtExceptionHandler((t, thrown) -> failure.set(thrown));
        last = first;
        useCode(first.code(), stacks.epoch());
        // Code that came while the events were being opened was told by none of them.
        pipeline.code(readMaps().code().mappings(), paths);
        thread.start();
        startedNanos = drain.begin();
    }

    /**
     * Attaches to a process. What it does from {@link #startedNanos} on is given to the channels' readers, who must take
     * it soon: full channels hold the drain back.
     *
     * @throws SamplerException if the system refuses, or the process is gone
     */
    public static Sampler attach(int pid, SampleConfig config, List<EventChannel> channels) {
        return new Sampler(pid, config, channels);
    }

    /** Ends the recording; when this returns all that was recorded has been handed on. */
    public void stop() {
        if (thread.isAlive()) {
            drain.stop();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What ended the drain before it was asked to; null if nothing did. */
    public @Nullable Throwable failure() {
        return failure.get();
    }

    /** Start of the window, monotonic. */
    public long startedNanos() {
        return startedNanos;
    }

    /** {@code system} or {@code thread}. */
    public String attachMode() {
        return attachment.mode().label();
    }

    /** Names of the event sources that are on. */
    public List<String> sources() {
        return attachment.rings().specs().stream()
                .map(spec -> LossCounter.source(spec.role()))
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .map(LossSource::label)
                .toList();
    }

    /** Whether another program has taken the target's place. */
    public boolean targetExecuted() {
        return tasks.hasExecuted();
    }

    /** Estimate of the CPU time the recording has caused in the target so far. */
    public long targetOverheadNanos() {
        return drain.targetOverheadNanos();
    }

    /** Stacks that found no place in the table. */
    public long stackOverflows() {
        return table.overflows();
    }

    /** What could not be traced that was asked for. */
    public List<Note> notes() {
        return notes;
    }

    /** Names of files under the ids that events carry. */
    public PathTable paths() {
        return paths;
    }

    /** The symbols of the stacks that events name. */
    public StackSymbols symbols() {
        useCodeOfEpochs();
        return symbols;
    }

    /** What reading the target's maps has cost. */
    public ReadCost cost() {
        return cost;
    }

    /**
     * Reads the maps anew and resolves stacks by them from now on; the last reading if the process is gone, or another
     * program in its place.
     */
    public MapsSnapshot readMaps() {
        if (tasks.hasExecuted()) {
            return last;
        }
        int epoch = stacks.epoch();
        MapsSnapshot snapshot = maps.read();
        if (snapshot != null && stacks.epoch() == epoch) {
            last = snapshot;
            useCode(snapshot.code(), epoch);
        }
        return last;
    }

    /**
     * Within an epoch no code is taken out of use: stacks taken before it went may still be on their way, and an exec
     * that puts other code in its place.
     */
    private void useCode(CodeMap read, int epoch) {
        CodeMap known = symbols.code(epoch);
        CodeMap used = known == null ? read : read.with(known);
        if (used != known || epoch != codeEpoch) {
            symbolizer.open(used);
            symbols.code(epoch, used);
            stacks.codeMap(used);
            codeEpoch = epoch;
        }
    }

    /** Code that came and went between two readings of the maps was seen by the drain alone. */
    private void useCodeOfEpochs() {
        epochs.maps().forEach((epoch, told) -> {
            CodeMap known = symbols.code(epoch);
            CodeMap used = known == null ? told : told.with(known);
            if (used != known) {
                symbolizer.open(used);
                symbols.code(epoch, used);
            }
        });
    }

    /** Detaches, if need be before the recording was ended; no perf event is left. The channels must be abandoned. */
    @Override
    public void close() {
        stop();
        drain.close();
        attachment.close();
        maps.close();
        drainMaps.close();
        symbolizer.close();
        arena.close();
    }
}
