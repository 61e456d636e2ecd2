package dev.blindspot.bench.overhead;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What {@code record} itself takes while the target does nothing: CPU of its third minute, and memory at that minute's end.
 * Before, compilers take most of it: a method that runs once a second is compiled when it has run two hundred times.
 *
 * @param startNanos CPU it took from its start until the measured minute
 */
record OwnCost(double cpuPercent, long startNanos, long residentBytes, long ringBytes) {
    private static final long WARM_NANOS = Duration.ofMinutes(2).toNanos();
    private static final long MEASURED_NANOS = Duration.ofMinutes(1).toNanos();

    static OwnCost measure(long pid, List<String> command) throws IOException {
        try (Observer observer = Observer.recording(pid, command)) {
            pause(WARM_NANOS);
            long cpu = cpuNanos(observer.process());
            long begin = System.nanoTime();
            pause(MEASURED_NANOS);
            long spent = cpuNanos(observer.process()) - cpu;
            double percent = 100.0 * spent / (System.nanoTime() - begin);
            List<String> smaps =
                    Files.readAllLines(Path.of("/proc/" + observer.process().pid() + "/smaps"));
            return new OwnCost(percent, cpu, resident(smaps, false), resident(smaps, true));
        }
    }

    private static void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private static long cpuNanos(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    /** Rss of the kernel's rings, or of all else. */
    private static long resident(List<String> smaps, boolean rings) {
        long sum = 0;
        boolean ring = false;
        for (String line : smaps) {
            if (line.startsWith("Rss:")) {
                sum += ring == rings ? Long.parseLong(line.replaceAll("\\D", "")) << 10 : 0;
            } else if (Character.isDigit(line.charAt(0)) || Character.isLowerCase(line.charAt(0))) {
                ring = line.contains("anon_inode:[perf_event]");
            }
        }
        return sum;
    }
}
