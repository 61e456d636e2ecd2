package dev.blindspot.bench.overhead;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What {@code record} itself takes while the target does nothing: CPU once the first looks are over and their code is
 * compiled, and memory at the end.
 */
record OwnCost(double cpuPercent, long residentBytes, long ringBytes) {
    private static final long WARM_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long MEASURED_NANOS = Duration.ofSeconds(20).toNanos();

    static OwnCost measure(long pid) throws IOException {
        try (Observer observer = Observer.recording(pid)) {
            pause(WARM_NANOS);
            long cpu = cpuNanos(observer.process());
            long begin = System.nanoTime();
            pause(MEASURED_NANOS);
            long spent = cpuNanos(observer.process()) - cpu;
            double percent = 100.0 * spent / (System.nanoTime() - begin);
            List<String> smaps =
                    Files.readAllLines(Path.of("/proc/" + observer.process().pid() + "/smaps"));
            return new OwnCost(percent, resident(smaps, false), resident(smaps, true));
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
