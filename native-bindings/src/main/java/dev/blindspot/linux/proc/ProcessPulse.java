package dev.blindspot.linux.proc;

import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.bindings.Linux;

/**
 * The gauges of a process that cost next to nothing: {@code stat}, {@code statm} and the number of descriptors, none of
 * which takes its mmap lock.
 *
 * <p>Threads: one at a time. Allocation: none per {@link #read}.
 */
public final class ProcessPulse implements AutoCloseable {
    private final ProcFile statFile;
    private final ProcFile statmFile;
    private final FdCount fdCount;
    private final StatParser stat = new StatParser();
    private final StatmParser statm = new StatmParser();
    private long fds;

    public ProcessPulse(int pid, ReadCost cost) {
        statFile = ProcFile.open(pid, "stat", cost);
        statmFile = ProcFile.open(pid, "statm", cost);
        fdCount = new FdCount(pid, cost);
    }

    /** Looks again; 0, or {@code -errno} where the process is gone. */
    public long read() {
        long length = statFile.read();
        if (length < 0) {
            return length;
        }
        if (!stat.parse(statFile.bytes(), length)) {
            return -Linux.EIO();
        }
        length = statmFile.read();
        if (length < 0) {
            return length;
        }
        if (!statm.parse(statmFile.bytes(), length)) {
            return -Linux.EIO();
        }
        fds = fdCount.read();
        return 0;
    }

    /** Faults, threads, times and state of the last look. */
    public StatParser stat() {
        return stat;
    }

    /** Mapped and resident bytes of the last look. */
    public StatmParser statm() {
        return statm;
    }

    /** Open descriptors at the last look, or {@code -errno} where they may not be counted. */
    public long fds() {
        return fds;
    }

    @Override
    public void close() {
        statFile.close();
        statmFile.close();
    }
}
