package dev.blindspot.cli;

import dev.blindspot.recording.RecordingWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Where a recording goes, and how large it may grow. */
final class RecordingOption implements ArgumentGroup {
    private static final DateTimeFormatter FILE_TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private final Argument<String> output = Argument.text(OptionSpec.builder("-o", "--output")
            .paramLabel("OUT")
            .description("write to a file (default: blindspot-PID-TIME.bsp), to a socket (unix:PATH), or to standard"
                    + " output (-)"));

    private final Argument<Long> maxBytes = Argument.of(
            new ByteSizeConverter(),
            OptionSpec.builder("--max-size")
                    .paramLabel("SIZE")
                    .description("how large the recording may grow: then raw events are cut and old intervals merged"
                            + " (default: 256MiB)"));

    private final Flag untilOom = new Flag(
            "--until-oom",
            "flight recorder: ends when the target's cgroup has been near its limit, or short of memory,"
                    + " for 10 s, or when the target is killed; twice a second, and the last ledger is of the end");

    @Override
    public void addTo(CommandSpec command) {
        output.addTo(command);
        maxBytes.addTo(command);
        untilOom.addTo(command);
    }

    boolean untilOom() {
        return untilOom.isGiven();
    }

    long maxBytes() {
        return maxBytes.or(RecordingWriter.DEFAULT_MAX_BYTES);
    }

    /** Whether the recording goes to standard output. */
    boolean toStandardOutput() {
        return "-".equals(output.value());
    }

    /** The output asked for, else a file named after the target and the time. */
    RecordOutput output(int pid, Instant at) {
        String asked = output.value();
        return new RecordOutput(
                asked != null
                        ? asked
                        : "blindspot-" + pid + "-" + FILE_TIME.format(at.atZone(ZoneId.systemDefault())) + ".bsp");
    }
}
