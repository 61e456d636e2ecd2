package dev.blindspot.bench.overhead;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code /proc/PID/stat}. */
final class ProcStat {
    private static final int MINFLT_AFTER_NAME = 7;

    private ProcStat() {}

    static long minorFaults(long pid) throws IOException {
        String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return Long.parseLong(line.substring(line.lastIndexOf(')') + 2).split(" ", -1)[MINFLT_AFTER_NAME]);
    }
}
