package dev.blindspot.sample;

import dev.blindspot.ledger.CgroupMemoryReader;
import dev.blindspot.ledger.LedgerReader;
import dev.blindspot.ledger.TargetFailure;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.proc.FrozenProcess;
import dev.blindspot.linux.proc.ProcessIdentity;
import dev.blindspot.linux.proc.ProcessPulse;
import dev.blindspot.model.CgroupMemory;
import dev.blindspot.model.Cost;
import dev.blindspot.model.GoRegions;
import dev.blindspot.model.GoState;
import dev.blindspot.model.GoState.LoadedModule;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.Note;
import dev.blindspot.model.Plugins;
import dev.blindspot.model.SamplerException;
import dev.blindspot.model.SchedulerThreads;
import dev.blindspot.model.Target;
import dev.blindspot.model.ThreadSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a process: who it is and where its resident memory is. It is not written to, and stopped only where
 * that is asked for.
 *
 * <p>Threads: one at a time.
 */
public final class Inspector implements AutoCloseable {
    /** Where the ledger has the stacks of threads that are not Go's own. */
    private static final String STACKS = "c.stacks";

    private final String version;
    private final ReadCost cost = new ReadCost();
    private final ProcessIdentity identity;
    private final TargetReader.Identified identified;
    private final LedgerReader ledger;
    private final CgroupMemoryReader cgroup;
    private final ProcessPulse pulse;
    private final @Nullable GoRuntime goRuntime;
    private long[] pluginCode = {};
    private boolean freezes;
    private long stoppedNanos;

    private Inspector(int pid, String version, ProcessIdentity identity) {
        this.version = version;
        this.identity = identity;
        // Before anything is read of the program: an exec from now on is seen.
        this.ledger = new LedgerReader(pid, cost);
        this.identified = TargetReader.read(pid, identity.comm(), identity.startedAt());
        this.cgroup = new CgroupMemoryReader(pid, cost);
        this.pulse = new ProcessPulse(pid, cost);
        this.goRuntime = isGo() ? GoRuntime.open(pid, identified.target(), cost) : null;
    }

    /**
     * Opens a process.
     *
     * @param version of Blindspot, for the documents
     * @throws SamplerException.NoSuchProcess if there is none
     * @throws SamplerException.NotPermitted if the system refuses
     */
    public static Inspector open(int pid, String version) {
        TargetFailure.refuseThread(pid);
        ProcessIdentity identity = ProcessIdentity.of(pid);
        if (identity.error() != 0) {
            identity.close();
            throw TargetFailure.of(pid, identity.error());
        }
        return new Inspector(pid, version, identity);
    }

    /** The process looked at. */
    public Target target() {
        return identified.target();
    }

    /** Whether it still runs; another process with its number does not count. */
    public boolean isAlive() {
        return identity.isAlive();
    }

    /** Whether it has become another program since it was opened, of which nothing that is known here holds. */
    public boolean hasExecuted() {
        return ledger.hasExecuted();
    }

    /**
     * Checks that it is still the program it was when it was opened.
     *
     * @throws SamplerException.NoSuchProcess if it is another
     */
    public void refuseExecuted() {
        if (hasExecuted()) {
            throw TargetFailure.executed(target().pid());
        }
    }

    /** When it started, in ticks of 1/100 s since boot: with the pid it names the process. */
    public long startTicks() {
        return identity.startTicks();
    }

    /** From now on the process stands still while it is looked at. */
    public void freeze() {
        freezes = true;
    }

    /** Reads the ledger alone; null if the process is gone or may not be read. */
    public @Nullable Ledger ledger() {
        try {
            return freezes ? still(this::pages, new ArrayList<>()) : pages();
        } catch (SamplerException e) {
            return null;
        }
    }

    private @Nullable Ledger pages() {
        refuseExecuted();
        GoRegions regions = goRuntime == null ? null : goRuntime.regions();
        return ledger.read(isGo(), regions, pluginCode) < 0 ? null : ledger.ledger();
    }

    /**
     * Looks at everything.
     *
     * @throws SamplerException if the process is gone, or may not be read, or not be stopped where that is asked for
     */
    public Inspection inspect() {
        return look(true);
    }

    /** Looks at what is worth to be looked at again and again: all but the heap profile; null if the process is gone. */
    public @Nullable Inspection inspectAgain() {
        try {
            return look(false);
        } catch (SamplerException e) {
            return null;
        }
    }

    /** An earlier look, as of now: for a process that has not run since. What others change is looked at anew. */
    public Inspection unchanged(Inspection look) {
        Clocks clocks = Clocks.start();
        Instant now = Instant.now();
        Ledger pages = look.ledger();
        return new Inspection(
                version,
                now,
                Machine.monotonicNanos() - clocks.nanos(),
                look.target(),
                cost(Machine.ownCpuNanos() - clocks.ownCpuNanos(), 0),
                look.notes(),
                List.of(),
                pages == null ? null : pages.asOf(now),
                pages == null ? null : cgroup.readAgain(look.cgroup(), pages.rssBytes()),
                look.threads(),
                look.plugins(),
                look.go());
    }

    private Inspection look(boolean everything) {
        Clocks clocks = Clocks.start();
        List<Note> notes = new ArrayList<>();
        long before = stoppedNanos;
        if (freezes && everything) {
            // Once while it runs: files are read and code is compiled by then, so that it is stopped for less long.
            see(true);
        }
        Seen seen = freezes ? still(() -> see(everything), notes) : see(everything);
        return inspection(seen, clocks, stoppedNanos - before, notes);
    }

    /** Reads while the process stands still, as far as it can be stopped; the notes say which. */
    private <T extends @Nullable Object> T still(Supplier<T> read, List<Note> notes) {
        FrozenProcess frozen = FrozenProcess.of(target().pid(), cost);
        T result;
        try (frozen) {
            if (frozen.error() != 0 && !frozen.isTooSlow()) {
                throw TargetFailure.ofStopping(target().pid(), frozen.error());
            }
            result = read.get();
        }
        stoppedNanos += frozen.stoppedNanos();
        notes.add(freezeNote(frozen));
        return result;
    }

    /** How long it was stopped, of all looks so far. */
    public long stoppedNanos() {
        return stoppedNanos;
    }

    private static Note freezeNote(FrozenProcess frozen) {
        return frozen.error() == 0
                ? new Note(
                        "frozen",
                        "the target was stopped while it was read; calls of its threads that wait may have returned"
                                + " early (EINTR)")
                : new Note(
                        "not-frozen",
                        "a thread of the target did not stop in time (an uninterruptible wait), so it was read while it"
                                + " ran");
    }

    /** What one look read. */
    private record Seen(
            Instant at,
            long doneNanos,
            @Nullable GoState go,
            Ledger pages,
            @Nullable CgroupMemory memory,
            @Nullable ThreadSummary threads,
            Plugins files) {}

    private record Clocks(long nanos, long ownCpuNanos) {
        static Clocks start() {
            return new Clocks(Machine.monotonicNanos(), Machine.ownCpuNanos());
        }
    }

    private Seen see(boolean everything) {
        refuseExecuted();
        GoState go = goRuntime == null ? null : everything ? goRuntime.read() : goRuntime.readOften();
        pluginCode = pluginCode(go);
        long result = ledger.read(isGo(), go == null ? null : go.regions(), pluginCode);
        if (result < 0) {
            refuseExecuted();
            throw TargetFailure.of(target().pid(), result);
        }
        Ledger pages = ledger.ledger();
        return new Seen(
                Instant.now(),
                Machine.monotonicNanos(),
                go,
                pages,
                cgroup.read(pages.rssBytes()),
                pulse.read() < 0 ? null : threads(pulse.stat().threads(), go, pages),
                LoadedFiles.of(go, ledger.files()));
    }

    private Inspection inspection(Seen seen, Clocks clocks, long stoppedNanos, List<Note> more) {
        GoState go = seen.go();
        List<Note> notes = notes(seen.memory(), go);
        notes.addAll(more);
        return new Inspection(
                version,
                seen.at(),
                seen.doneNanos() - clocks.nanos(),
                go == null ? target() : target().withLayout(go.layout()),
                cost(Machine.ownCpuNanos() - clocks.ownCpuNanos(), stoppedNanos),
                notes,
                List.of(),
                seen.pages(),
                seen.memory(),
                seen.threads(),
                seen.files(),
                go);
    }

    private List<Note> notes(@Nullable CgroupMemory memory, @Nullable GoState go) {
        List<Note> notes = new ArrayList<>(identified.notes());
        notes.addAll(ledger.notes());
        if (memory == null) {
            notes.add(new Note("no-memory-cgroup", "no memory controller of the target's cgroup is in sight"));
        } else if (memory.pressure() == null) {
            notes.add(
                    new Note(
                            "no-pressure",
                            "cgroup.pressure is null: the kernel does not tell it for this cgroup (version 1, or without PSI)"));
        }
        if (go == null) {
            notes.add(new Note(
                    "not-go-sections",
                    "memstats, gc, finalizers, cleanups, specials, goroutines, pins, cgo_handles and heap_profile are "
                            + "null, and of threads idle, in_cgo and locked: the target is not a Go process"));
        } else {
            notes.addAll(go.notes());
        }
        return notes;
    }

    private static long[] pluginCode(@Nullable GoState go) {
        List<LoadedModule> modules = go == null ? null : go.modules();
        return modules == null
                ? new long[0]
                : modules.stream().mapToLong(LoadedModule::text).sorted().toArray();
    }

    private static ThreadSummary threads(int total, @Nullable GoState go, Ledger pages) {
        long stacks = pages.rssBytes(STACKS);
        SchedulerThreads known = go == null ? null : go.threads();
        return known == null
                ? new ThreadSummary(total, null, null, null, stacks)
                : new ThreadSummary(total, known.idle(), known.inCgo(), known.locked(), stacks);
    }

    private boolean isGo() {
        return target().goVersion() != null;
    }

    private Cost cost(long ownCpuNanos, long stoppedNanos) {
        return new Cost(cost.reads(), cost.bytes(), ownCpuNanos, cost.longestLockedNanos(), stoppedNanos, 0);
    }

    /** The ledger's category of an address, as of the last look or ledger; null where nothing was mapped. */
    public @Nullable String categoryAt(long address) {
        return ledger.categoryAt(address);
    }

    /** What reading has cost so far. */
    public ReadCost readCost() {
        return cost;
    }

    @Override
    public void close() {
        ledger.close();
        cgroup.close();
        pulse.close();
        if (goRuntime != null) {
            goRuntime.close();
        }
        identity.close();
    }
}
