package dev.blindspot.cli;

import dev.blindspot.recording.RecordingWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a recording goes, and how large it may grow. */
final class RecordingOption {
    private static final DateTimeFormatter FILE_TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "write to a file (default: blindspot-PID-TIME.bsp), to a socket (unix:PATH), or to standard"
                    + " output (-)")
    private @Nullable String output;

    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            converter = ByteSizeConverter.class,
            description = "how large the recording may grow: then raw events are cut and old intervals merged"
                    + " (default: 256MiB)")
    private long maxBytes = RecordingWriter.DEFAULT_MAX_BYTES;

    @Option(
            names = "--until-oom",
            description = "flight recorder: ends when the target's cgroup has been near its limit, or short of memory,"
                    + " for 10 s, or when the target is killed; twice a second, and the last ledger is of the end")
    private boolean untilOom;

    boolean untilOom() {
        return untilOom;
    }

    long maxBytes() {
        return maxBytes;
    }

    /** Whether the recording goes to standard output. */
    boolean toStandardOutput() {
        return "-".equals(output);
    }

    /** The output asked for, else a file named after the target and the time. */
    RecordOutput output(int pid, Instant at) {
        return new RecordOutput(
                output != null
                        ? output
                        : "blindspot-" + pid + "-" + FILE_TIME.format(at.atZone(ZoneId.systemDefault())) + ".bsp");
    }
}
