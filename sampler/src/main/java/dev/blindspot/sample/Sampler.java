package dev.blindspot.sample;

import dev.blindspot.event.EventSink;
import dev.blindspot.event.PathTable;
import dev.blindspot.event.StackTable;
import dev.blindspot.ledger.TargetFailure;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.ThreadEnd;
import dev.blindspot.linux.memory.ProcessMemoryReader;
import dev.blindspot.linux.perf.ProbeWindow;
import dev.blindspot.linux.proc.ProcFile;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.Note;
import dev.blindspot.model.RecordedStack;
import dev.blindspot.model.SamplerException;
import dev.blindspot.model.Stack;
import dev.blindspot.symbol.CodeMap;
import dev.blindspot.symbol.Symbolizer;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The live end of a recording: attached events, the drain that empties them, and the names of what they saw.
 *
 * <p>Threads: one makes, stops and closes it; the channels' readers run on their own.
 */
public final class Sampler implements AutoCloseable {
    private static final int MAX_STACKS = 1 << 18;
    private static final int MAX_PATHS = 1 << 12;

    /** Readings of the maps for the sake of stacks take 2 % of the time at most. */
    private static final int MAPS_PAUSE = 50;

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
    private final EventOutput output;
    private final CodeEpochs epochs;
    private final Drain drain;
    private final Thread thread;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final long startedNanos;
    private long mapsDueNanos;
    private final List<Note> notes;
    private final @Nullable MallocWindows windows;
    private final double mallocShare;
    private @Nullable Thread windowThread;
    private Map<OverheadGovernor.Stage, Long> stageCosts = Map.of();
    private MapsSnapshot last;
    private int codeEpoch;

    private Sampler(int pid, SampleConfig config, List<? extends EventSink> channels) {
        maps = new MapsReader(pid, cost);
        MapsSnapshot first;
        try {
            first = maps.read();
            if (first == null) {
                throw TargetFailure.gone(pid);
            }
            symbolizer.open(first.code());
            ProbeSites probes = ProbeSites.find(first, config.probes());
            notes = new ArrayList<>(probes.notes());
            attachment = Attacher.attach(pid, first.hasC(), config, probes.sites());
        } catch (RuntimeException | Error e) {
            // Who follows a name tries with the next process.
            maps.close();
            symbolizer.close();
            arena.close();
            throw e;
        }
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
        output = pipeline.output();
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
        windows = config.probes().contains(ProbeSource.MALLOC) ? windows(pid, first, config, pipeline) : null;
        mallocShare = config.mallocShare();
    }

    private @Nullable MallocWindows windows(int pid, MapsSnapshot first, SampleConfig config, Pipeline pipeline) {
        MallocProbes found = MallocProbes.find(first);
        if (found == null) {
            notes.add(new Note("no-malloc-probes", "no file of the target has malloc and free: it has no C code"));
            return null;
        }
        notes.add(new Note(
                "malloc-estimates",
                "C allocations (" + found.allocator() + ", " + found.file()
                        + ") are estimated from short windows; a sampled"
                        + " chunk counts as surviving until a window sees it freed or its address given out again"));
        ProbeWindow probes = new ProbeWindow(
                attachment.rings(), Attacher.probes(Attacher.choice(first.hasC(), config), found.sites()));
        MallocWindows made = new MallocWindows(pid, probes, pipeline.mallocs(), config.mallocShare());
        windowThread = Thread.ofPlatform().name("malloc").start(made);
        return made;
    }

    /**
     * Attaches to a process. What it does from {@link #startedNanos} on is given to the channels' readers, who must take
     * it soon: full channels hold the drain back.
     *
     * @throws SamplerException if the system refuses, or the process is gone
     */
    public static Sampler attach(int pid, SampleConfig config, List<? extends EventSink> channels) {
        return new Sampler(pid, config, channels);
    }

    /** Gives a further reader what is handed on from now on; any thread. */
    public void add(EventSink reader) {
        output.add(reader);
    }

    /** Gives a reader nothing more; any thread. */
    public void remove(EventSink reader) {
        output.remove(reader);
    }

    /** Ends the recording; when this returns all that was recorded has been handed on. */
    public void stop() {
        if (windows != null && windowThread != null) {
            windows.stop();
            ThreadEnd.await(windowThread);
        }
        if (thread.isAlive()) {
            drain.stop();
        }
        ThreadEnd.await(thread);
    }

    /** What each stage of the governor's has cost since the last call, reckoned: in the target and here. */
    public Map<OverheadGovernor.Stage, Long> takeStageCosts() {
        Map<OverheadGovernor.Stage, Long> now = new EnumMap<>(OverheadGovernor.Stage.class);
        now.put(OverheadGovernor.Stage.MALLOC, windows == null ? 0 : windows.costNanos());
        now.put(OverheadGovernor.Stage.FAULTS, drain.faultNanos());
        now.put(OverheadGovernor.Stage.STACKS, drain.stackNanos());
        now.put(OverheadGovernor.Stage.EVENTS, drain.eventNanos());
        Map<OverheadGovernor.Stage, Long> since = new EnumMap<>(now);
        since.replaceAll((stage, nanos) -> nanos - stageCosts.getOrDefault(stage, 0L));
        stageCosts = now;
        return since;
    }

    /** Takes fewer samples from now on, as the governor says. */
    public void thin(OverheadGovernor governor) {
        drain.thin(governor.factor(OverheadGovernor.Stage.FAULTS), governor.factor(OverheadGovernor.Stage.STACKS));
        drain.pauseEvents(1 - governor.factor(OverheadGovernor.Stage.EVENTS));
        if (windows != null) {
            windows.share(mallocShare * governor.factor(OverheadGovernor.Stage.MALLOC));
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
        Stream<@Nullable LossSource> steady =
                attachment.rings().specs().stream().map(spec -> LossCounter.source(spec.role()));
        return Stream.concat(steady, windows == null ? Stream.empty() : Stream.of(LossSource.MALLOC))
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
        return drain.targetOverheadNanos() + (windows == null ? 0 : windows.costNanos());
    }

    /** Stacks that found no place in the table. */
    public long stackOverflows() {
        return table.overflows();
    }

    /** What could not be traced that was asked for. */
    public List<Note> notes() {
        String failed = windows == null ? null : windows.failure();
        if (failed == null) {
            return notes;
        }
        List<Note> all = new ArrayList<>(notes);
        all.add(new Note("malloc-not-traced", failed));
        return all;
    }

    /** How many stacks events name: their ids are 1 to this. */
    public int stackCount() {
        return symbols.size();
    }

    /** Names of files under the ids that events carry. */
    public PathTable paths() {
        return paths;
    }

    /** The stacks that events name, each once: those that came since the last call, with their symbols. */
    public List<RecordedStack> newStacks() {
        int size = symbols.size();
        // What came after records of code were lost is in code that only a reading since then knows.
        if (epochs.lastLost() > codeEpoch) {
            readMaps();
        }
        if (!symbols.hasNew(size)) {
            return List.of();
        }
        useCodeOfEpochs();
        return symbols.takeNew(size);
    }

    /** The symbols of one stack; the maps are read anew first where it lies in code that is not known yet. */
    public Stack stack(int id) {
        if (!symbols.isCodeKnown(id)) {
            useCodeOfEpochs();
        }
        if (!symbols.isCodeKnown(id) && Machine.monotonicNanos() >= mapsDueNanos) {
            long beganNanos = Machine.monotonicNanos();
            readMaps();
            long now = Machine.monotonicNanos();
            mapsDueNanos = now + (now - beganNanos) * MAPS_PAUSE;
        }
        return symbols.stack(id);
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
