package dev.blindspot.bench.overhead;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A recording made to its end and what its report says: what was lost, and what it cost.
 *
 * @param report of the recording, as JSON
 * @param cpuPercent own CPU of the recording process from attach to end, of one core
 */
record RecordedLosses(JsonNode report, double cpuPercent) {
    /** The sources that tell of mappings. */
    static final List<String> MAPPINGS = List.of("mmap", "munmap", "mremap", "mprotect", "brk", "madvise", "shm");

    /** What happens to the target while it is recorded. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** Records while some work is done, with these options. */
    static RecordedLosses during(Work work, long pid, String... options) throws IOException {
        Path folder = Files.createTempDirectory("overhead");
        Path file = folder.resolve("target.bsp");
        try {
            Process recorder = Blindspot.recording(Blindspot.command("record"), pid, file, options);
            long began = System.nanoTime();
            long cpu = cpuNanos(recorder);
            work.run();
            double percent = 100.0 * (cpuNanos(recorder) - cpu) / (System.nanoTime() - began);
            recorder.destroy();
            recorder.onExit().join();
            return new RecordedLosses(report(file), percent);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private static long cpuNanos(Process process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    private static JsonNode report(Path file) throws IOException {
        List<String> command = new ArrayList<>(Blindspot.command("report", file.toString(), "--json"));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        JsonNode report = new ObjectMapper().readTree(process.getInputStream());
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("the recording cannot be read");
        }
        return report;
    }

    /** Events of a source that were lost; -1 where the report says that some were and not how many. */
    long of(String source) {
        long sum = 0;
        for (JsonNode loss : report.path("losses")) {
            if (loss.path("source").asText().equals(source)) {
                if (loss.path("count").isNull()) {
                    return -1;
                }
                sum += loss.path("count").asLong();
            }
        }
        return sum;
    }

    /** Mappings counted, of all kinds that mmap makes. */
    long mapped() {
        long sum = 0;
        for (JsonNode kind : report.path("totals")) {
            sum += kind.path("mapped_count").asLong();
        }
        return sum - report.path("totals").path("fault").path("mapped_count").asLong();
    }
}
