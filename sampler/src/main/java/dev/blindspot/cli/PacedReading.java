package dev.blindspot.cli;

import dev.blindspot.linux.Machine;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.sample.OverheadGovernor;
import dev.blindspot.sample.Standstill;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One kind of reading of a process, done again and again: as often as it is cheap, and not while the last one still holds.
 *
 * <p>Units: CPU time of the thread that reads. Threads: the recorder.
 */
final class PacedReading implements AutoCloseable {
    private final ReadingPace pace;
    private final Standstill standstill;
    private final OverheadGovernor governor;
    private long spentNanos;

    PacedReading(int pid, long intervalNanos, OverheadGovernor governor, ReadCost cost) {
        this.pace = new ReadingPace(intervalNanos);
        this.standstill = new Standstill(pid, cost);
        this.governor = governor;
    }

    /** Whether what was read last is so still: the process has not run since. */
    boolean holds() {
        return standstill.holds(Machine.monotonicNanos());
    }

    boolean isDue() {
        return pace.isDue(Machine.monotonicNanos());
    }

    /** Reads now. */
    <T extends @Nullable Object> T read(Supplier<T> reading) {
        long beganNanos = Machine.monotonicNanos();
        long beganCpuNanos = Machine.threadCpuNanos();
        standstill.readingBegins(beganNanos);
        T read = reading.get();
        long nanos = Machine.threadCpuNanos() - beganCpuNanos;
        spentNanos += nanos;
        pace.spent(beganNanos, nanos, governor.snapshotFactor());
        return read;
    }

    /** What the readings since the last call have cost. */
    long takeSpentNanos() {
        long nanos = spentNanos;
        spentNanos = 0;
        return nanos;
    }

    @Override
    public void close() {
        standstill.close();
    }
}
