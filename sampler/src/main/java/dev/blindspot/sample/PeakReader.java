package dev.blindspot.sample;

import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.proc.ProcFile;
import dev.blindspot.linux.proc.StatusParser;

/**
 * Reads the highest resident memory since the reading before: what is resident now, or, where the process has never had as
 * much before, the kernel's own high-water mark, which misses no moment between two readings. A peak below an earlier one
 * that came and went between two readings is not seen.
 *
 * <p>Units: bytes. Threads: one at a time. Source: proc_pid_status(5), VmHWM.
 */
public final class PeakReader implements AutoCloseable {
    private final ProcFile file;
    private final StatusParser status = new StatusParser();
    private long highest;

    /** Begins with what was the highest so far. */
    public PeakReader(int pid, ReadCost cost) {
        file = ProcFile.open(pid, "status", cost);
        look();
        highest = status.vmHwmBytes();
    }

    /** The highest since the call before; negative where the process is gone. */
    public long read() {
        if (!look()) {
            return -1;
        }
        boolean rose = status.vmHwmBytes() > highest;
        highest = Math.max(highest, status.vmHwmBytes());
        return rose ? highest : status.vmRssBytes();
    }

    private boolean look() {
        long length = file.read();
        return length > 0 && status.parse(file.bytes(), length) && status.vmRssBytes() >= 0;
    }

    @Override
    public void close() {
        file.close();
    }
}
