package dev.blindspot.bench.overhead;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** {@code /proc/PID/stat}. */
final class ProcStat {
    /** Numbers of fields as proc_pid_stat(5) has them. */
    private static final int MINFLT = 10;

    private static final int USER_TICKS = 14;
    private static final int CHILDREN_SYSTEM_TICKS = 17;

    /** The name, in parentheses, may hold anything; this is the first field behind it. */
    private static final int AFTER_NAME = 3;

    private static final long TICK_NANOS = Duration.ofMillis(10).toNanos();

    private ProcStat() {}

    static long minorFaults(long pid) throws IOException {
        return Long.parseLong(fields(pid)[MINFLT - AFTER_NAME]);
    }

    /** CPU time of a process, and of its children that ended and were waited for; 0 where it is gone. */
    static long cpuNanos(long pid) {
        String[] fields;
        try {
            fields = fields(pid);
        } catch (IOException e) {
            return 0;
        }
        long ticks = 0;
        for (int i = USER_TICKS; i <= CHILDREN_SYSTEM_TICKS; i++) {
            ticks += Long.parseLong(fields[i - AFTER_NAME]);
        }
        return ticks * TICK_NANOS;
    }

    private static String[] fields(long pid) throws IOException {
        String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    }
}
