package dev.blindspot.sample;

import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.proc.ProcFile;
import dev.blindspot.linux.proc.StatParser;

/**
 * How many faults the kernel has counted of the target, sampled or not.
 *
 * <p>Threads: one. Allocation: none per {@link #count}.
 */
final class TargetFaults implements AutoCloseable {
    /** The process is gone, or its {@code stat} may not be read. */
    static final long UNKNOWN = -1;

    private final ProcFile file;
    private final StatParser stat = new StatParser();

    TargetFaults(int pid) {
        file = ProcFile.open(pid, "stat", new ReadCost());
    }

    /** Faults of all its threads from its start on; {@link #UNKNOWN} where nobody tells. */
    long count() {
        long length = file.read();
        return length > 0 && stat.parse(file.bytes(), length) ? stat.minflt() + stat.majflt() : UNKNOWN;
    }

    @Override
    public void close() {
        file.close();
    }
}
