package dev.blindspot.linux.proc;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.bindings.pollfd;
import dev.blindspot.linux.bindings.timespec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Instant;

/**
 * One process, not its number: a pid is used again, a process is not.
 *
 * <p>Whoever opens something by the pid and then finds {@link #isAlive} true has opened it of this process.
 *
 * <p>Threads: one at a time. Errors: {@link #error} says why there is no such process.
 *
 * <p>Source: pidfd_open(2), proc_pid_stat(5).
 */
public final class ProcessIdentity implements AutoCloseable {
    private static final long NANOS_PER_TICK = 1_000_000_000L / StatParser.TICKS_PER_SECOND;

    /** One may be interrupted between its clocks, for as long as a busy machine likes. */
    private static final int CLOCK_READINGS = 5;

    private final int pid;
    private final ReadCost cost = new ReadCost();
    private final StatParser parser = new StatParser();
    private final ProcFile stat;
    private final long error;
    private final long startTicks;
    private final String comm;
    private final MemorySegment ended = pollfd.allocate(Arena.ofAuto());
    private int pidfd;

    private ProcessIdentity(int pid) {
        this.pid = pid;
        pidfd = (int) Libc.syscall(Linux.SYS_PIDFD_OPEN(), pid, 0, 0, 0, 0);
        pollfd.fd(ended, pidfd);
        pollfd.events(ended, (short) Linux.POLLIN());
        stat = ProcFile.open(pid, "stat", cost);
        long length = stat.read();
        boolean parsed = length > 0 && parser.parse(stat.bytes(), length);
        error = length == -Linux.ENOENT() ? -Linux.ESRCH() : length < 0 ? length : parsed ? 0 : -Linux.EIO();
        startTicks = parsed ? parser.starttime() : -1;
        comm = parsed ? parser.comm() : "";
    }

    /** Takes hold of the process that has this number now. */
    public static ProcessIdentity of(int pid) {
        return new ProcessIdentity(pid);
    }

    /** 0, or {@code -errno}: {@code -ESRCH} where there is no such process. */
    public long error() {
        return error;
    }

    public int pid() {
        return pid;
    }

    /** A descriptor that becomes readable when the process ends; {@code -errno} before Linux 5.3. */
    public int pidfd() {
        return pidfd;
    }

    /** Start of the process in ticks of 1/100 s since boot: with the pid it names the process. */
    public long startTicks() {
        return startTicks;
    }

    /** Name of its main thread when this was made. */
    public String comm() {
        return comm;
    }

    /** Start of the process on the wall clock, to 10 ms; the clock may have been set since. */
    public Instant startedAt() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = timespec.allocate(arena);
            // Rounded to the tick: the clocks are not read at the same instant.
            long ticks = Math.round((double) bootNanos(time) / NANOS_PER_TICK) + startTicks;
            return Instant.ofEpochSecond(0).plusMillis(ticks * (1000 / StatParser.TICKS_PER_SECOND));
        }
    }

    /** When the machine started, by the wall clock: of some readings the one in which the least time went by. */
    private static long bootNanos(MemorySegment time) {
        long boot = 0;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < CLOCK_READINGS; i++) {
            long before = nanos(Linux.CLOCK_BOOTTIME(), time);
            long wall = nanos(Linux.CLOCK_REALTIME(), time);
            long passed = nanos(Linux.CLOCK_BOOTTIME(), time) - before;
            if (passed < least) {
                least = passed;
                boot = wall - before - passed / 2;
            }
        }
        return boot;
    }

    private static long nanos(int clock, MemorySegment time) {
        Libc.clockGettime(clock, time);
        return timespec.tv_sec(time) * 1_000_000_000L + timespec.tv_nsec(time);
    }

    /** Whether that process still runs; a zombie does not, unless other threads outlive its first. */
    public boolean isAlive() {
        // Both were opened by its number; while it lives nobody else has that.
        return pidfd >= 0 ? error == 0 && Libc.poll(ended, 1, 0) <= 0 : isAliveByStat();
    }

    private boolean isAliveByStat() {
        long length = stat.read();
        return error == 0
                && length > 0
                && parser.parse(stat.bytes(), length)
                && parser.starttime() == startTicks
                && (parser.state() != 'Z' || parser.threads() > 1)
                && parser.state() != 'X';
    }

    /** What the looks cost. */
    public ReadCost cost() {
        return cost;
    }

    @Override
    public void close() {
        stat.close();
        if (pidfd >= 0) {
            Libc.close(pidfd);
            pidfd = -Linux.EBADF();
        }
    }
}
