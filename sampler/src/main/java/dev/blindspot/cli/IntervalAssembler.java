package dev.blindspot.cli;

import dev.blindspot.aggregate.Cut;
import dev.blindspot.aggregate.PeakHistogram;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.model.Cost;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.Glance;
import dev.blindspot.model.HistogramDelta;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Interval;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.Module;
import dev.blindspot.model.Note;
import dev.blindspot.model.TracedCall;
import dev.blindspot.sample.GaugeReader;
import dev.blindspot.sample.Inspector;
import dev.blindspot.sample.LoadGauges;
import dev.blindspot.sample.LoadSource;
import dev.blindspot.sample.MapsSnapshot;
import dev.blindspot.sample.OverheadGovernor;
import dev.blindspot.sample.PeakReader;
import dev.blindspot.sample.SampleConfig;
import dev.blindspot.sample.Sampler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes an interval whole: what the aggregator cut, and what is read of the target beside it: gauges, symbols, maps,
 * the ledger and the state of Go's runtime as often as they are cheap.
 *
 * <p>Threads: the recorder.
 */
final class IntervalAssembler implements AutoCloseable {
    /** What is lost of these may have been an unmapping, of which the live table does not know. */
    private static final Set<LossSource> UNMAPPING =
            EnumSet.of(LossSource.MMAP, LossSource.MUNMAP, LossSource.MREMAP, LossSource.BRK, LossSource.SHM);

    private final long startNanos;
    private final Instant startAt;
    private final Inspector inspector;
    private final Sampler sampler;
    private final AggregateLoop aggregate;
    private final OverheadGovernor governor;
    private final ReadCost gaugeCost = new ReadCost();
    private final PacedReading looks;
    private final PacedReading ledgers;
    private final PacedReading maps;
    private final GaugeReader gauges;
    private final PeakReader peak;
    private final PeakHistogram peakHistogram = new PeakHistogram();
    private final LoadGauges loads;
    private final Set<Module> modules = new HashSet<>();
    private final FaultLedger faults;
    private boolean hurries;
    private @Nullable Inspection lastLook;
    private @Nullable Inspection glanced;
    private @Nullable Glance lastGlance;
    private long cpuBefore = Machine.ownCpuNanos();
    private Cost costBefore = new Cost(0, 0, 0, 0, 0, 0);

    IntervalAssembler(
            int pid,
            long startNanos,
            Instant startAt,
            Inspector inspector,
            Sampler sampler,
            AggregateLoop aggregate,
            SampleConfig config,
            List<LoadSource> loads) {
        this.startNanos = startNanos;
        this.startAt = startAt;
        this.inspector = inspector;
        this.sampler = sampler;
        this.aggregate = aggregate;
        this.governor = new OverheadGovernor(config.overheadLimit());
        this.looks = new PacedReading(pid, config.intervalNanos(), governor, gaugeCost);
        this.ledgers = new PacedReading(pid, config.intervalNanos(), governor, gaugeCost);
        this.maps = new PacedReading(pid, config.intervalNanos(), governor, gaugeCost);
        this.gauges = new GaugeReader(pid, gaugeCost);
        this.faults = new FaultLedger(inspector::categoryAt);
        this.peak = new PeakReader(pid, gaugeCost);
        this.loads = new LoadGauges(loads);
    }

    Interval assemble(Cut cut) {
        List<Module> added = maps(cut);
        Inspection seen = hurries ? null : look();
        Ledger pages = seen == null ? ledger() : seen.ledger();
        // On the recording's clock, as the interval is: the machine's may be set meanwhile, or go on while it sleeps.
        Instant seenAt = at(Machine.monotonicNanos());
        Ledger ledger = pages == null ? null : pages.asOf(seenAt);
        return new Interval(
                cut.startNanos(),
                cut.endNanos(),
                at(cut.startNanos()),
                at(cut.endNanos()),
                cut.totals(),
                cut.callSites(),
                histograms(cut),
                cut.bornRanges(),
                cut.goneRanges(),
                cut.losses(),
                gauges(seen),
                ledger,
                sampler.newStacks(),
                added,
                notes(),
                spent(cut),
                glance(seen, seenAt),
                calls(cut),
                faults.place(cut.faults(), ledger != null));
    }

    /** From now on the ledger comes at each beat, and nothing else that takes as long. */
    void hurry() {
        hurries = true;
    }

    private List<HistogramDelta> histograms(Cut cut) {
        long highest = peak.read();
        if (highest < 0) {
            return cut.histograms();
        }
        List<HistogramDelta> all = new ArrayList<>(cut.histograms());
        all.addAll(peakHistogram.of(highest));
        return all;
    }

    private List<Gauge> gauges(@Nullable Inspection seen) {
        List<Gauge> all = new ArrayList<>(gauges.read());
        if (seen != null && seen.go() != null) {
            all.addAll(RuntimeGauges.of(seen.go()));
        }
        all.addAll(loads.take());
        return all;
    }

    private List<Module> maps(Cut cut) {
        boolean lossy = cut.losses().stream().anyMatch(loss -> UNMAPPING.contains(loss.source()));
        if (!lossy && (!maps.isDue() || maps.holds())) {
            return List.of();
        }
        MapsSnapshot snapshot = maps.read(sampler::readMaps);
        aggregate.offer(snapshot, lossy);
        List<Module> added = new ArrayList<>();
        for (Module module : snapshot.modules()) {
            if (modules.add(module)) {
                added.add(module);
            }
        }
        return added;
    }

    /** All there is to see, the ledger too; null if it is not due. */
    private @Nullable Inspection look() {
        Inspection last = lastLook;
        if (last != null && looks.holds()) {
            return inspector.unchanged(last);
        }
        lastLook = looks.isDue() ? looks.read(inspector::inspectAgain) : null;
        return lastLook;
    }

    /** Told by the same objects as long as a look holds, so that whoever writes them need not look into them again. */
    @SuppressWarnings("ReferenceEquality") // the same look, not one like it
    private @Nullable Glance glance(@Nullable Inspection seen, Instant at) {
        Glance before = lastGlance;
        lastGlance = seen == null || lastLook == null
                ? null
                : before != null && glanced == lastLook ? before.again(seen, at) : Glance.of(seen, at);
        glanced = lastLook;
        return lastGlance;
    }

    private @Nullable Ledger ledger() {
        return hurries || ledgers.isDue() ? ledgers.read(inspector::ledger) : null;
    }

    private List<TracedCall> calls(Cut cut) {
        return cut.calls().stream()
                .map(call -> new TracedCall(
                        call.kind(),
                        call.stackId(),
                        call.isOfFile() && call.subject() != 0 ? sampler.paths().name(call.subject()) : null,
                        call.isOfFile() ? 0 : call.subject(),
                        call.count(),
                        call.failed(),
                        call.open(),
                        call.unmappedNothing(),
                        call.incomplete()))
                .toList();
    }

    private List<Note> notes() {
        List<Note> notes = new ArrayList<>(sampler.notes());
        notes.addAll(governor.notes());
        notes.addAll(loads.takeNotes());
        if (sampler.stackOverflows() > 0) {
            notes.add(new Note(
                    "stack-table-full",
                    "the table of stacks is full: mappings whose stack found no place are in the row without one"));
        }
        return notes;
    }

    /** What was spent since the interval before; if it is more than allowed, less is sampled from now on. */
    private Cost spent(Cut cut) {
        Cost spent = cost();
        Map<OverheadGovernor.Stage, Long> stages = sampler.takeStageCosts();
        long snapshotNanos = looks.takeSpentNanos() + ledgers.takeSpentNanos() + maps.takeSpentNanos();
        stages.put(OverheadGovernor.Stage.SNAPSHOTS, snapshotNanos);
        long nanos = cut.endNanos() - cut.startNanos();
        if (governor.spent(spent.ownCpuNanos() + spent.targetOverheadNanos(), stages, nanos)) {
            sampler.thin(governor);
        }
        return spent;
    }

    /** What was spent since the interval before. */
    private Cost cost() {
        ReadCost pages = inspector.readCost();
        ReadCost maps = sampler.cost();
        long cpu = Machine.ownCpuNanos();
        Cost now = new Cost(
                pages.reads() + maps.reads() + gaugeCost.reads(),
                pages.bytes() + maps.bytes() + gaugeCost.bytes(),
                cpu - cpuBefore,
                Math.max(pages.longestLockedNanos(), maps.longestLockedNanos()),
                inspector.stoppedNanos(),
                sampler.targetOverheadNanos());
        Cost delta = new Cost(
                now.reads() - costBefore.reads(),
                now.bytesRead() - costBefore.bytesRead(),
                now.ownCpuNanos() - costBefore.ownCpuNanos(),
                now.longestLockedReadNanos(),
                now.stoppedNanos() - costBefore.stoppedNanos(),
                now.targetOverheadNanos() - costBefore.targetOverheadNanos());
        costBefore = now;
        return delta;
    }

    private Instant at(long nanos) {
        return startAt.plusNanos(nanos - startNanos);
    }

    @Override
    public void close() {
        gauges.close();
        peak.close();
        loads.close();
        looks.close();
        ledgers.close();
        maps.close();
    }
}
