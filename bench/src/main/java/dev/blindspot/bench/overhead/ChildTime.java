package dev.blindspot.bench.overhead;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the processes this one started, and that ended, took of the CPU, user and system; to 10 ms.
 *
 * <p>Source: proc_pid_stat(5), cutime and cstime.
 */
final class ChildTime {
    private static final int USER_TICKS = 16;
    private static final long TICK_NANOS = Duration.ofMillis(10).toNanos();

    private ChildTime() {}

    static long nanos() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        // The name, in parentheses, may hold anything; the first field behind it is the third.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TICKS - 3]) + Long.parseLong(fields[USER_TICKS - 2])) * TICK_NANOS;
    }
}
