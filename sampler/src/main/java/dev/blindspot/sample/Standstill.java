package dev.blindspot.sample;

import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.proc.ProcFile;
import dev.blindspot.linux.proc.ProcessClock;
import dev.blindspot.linux.proc.StatmParser;

/**
 * Whether a process is still what a reading of it showed: while none of its threads has run it has changed nothing, and
 * what the kernel takes from it shows in its resident size.
 *
 * <p>What neither tells (pages that become huge ones, words another process wrote) is not kept from being read for longer
 * than ten seconds; twice as long each time that nothing had happened till then, a minute at most.
 *
 * <p>Threads: one.
 */
public final class Standstill implements AutoCloseable {
    private static final long FIRST_NANOS = 10_000_000_000L;
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final long UNKNOWN = -1;

    private final ProcessClock clock;
    private final ProcFile file;
    private final StatmParser statm = new StatmParser();
    private long readNanos;
    private long limitNanos = FIRST_NANOS;
    private long cpuNanos = UNKNOWN;
    private long rssBytes = UNKNOWN;

    public Standstill(int pid, ReadCost cost) {
        clock = new ProcessClock(pid);
        file = ProcFile.open(pid, "statm", cost);
    }

    /** A reading begins now. */
    public void readingBegins(long nowNanos) {
        limitNanos = isStill() ? Math.min(limitNanos * 2, LONGEST_NANOS) : FIRST_NANOS;
        readNanos = nowNanos;
        cpuNanos = clock.read();
        rssBytes = rss();
    }

    /** Whether the last reading still holds; false where there was none, or nobody knows. */
    public boolean holds(long nowNanos) {
        return nowNanos - readNanos < limitNanos && isStill();
    }

    private boolean isStill() {
        return cpuNanos >= 0 && rssBytes >= 0 && clock.read() == cpuNanos && rss() == rssBytes;
    }

    private long rss() {
        long length = file.read();
        return length > 0 && statm.parse(file.bytes(), length) ? statm.rssBytes() : UNKNOWN;
    }

    @Override
    public void close() {
        file.close();
    }
}
