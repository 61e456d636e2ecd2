package dev.blindspot.cli;

import dev.blindspot.detect.ReportBuilder;
import dev.blindspot.model.RecordingEnd;
import dev.blindspot.model.RecordingInfo;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code record}: samples and traces a process into a recording. */
@Command(
        name = "record",
        description = "Samples and traces a process into a recording; Ctrl-C ends it cleanly.",
        mixinStandardHelpOptions = true)
final class RecordCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TargetOptions target = new TargetOptions();

    @Mixin
    private RecordOptions options = new RecordOptions();

    @Mixin
    private FailOn failOn = new FailOn();

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        int pid = target.resolve();
        try (RecordSession session = new RecordSession(pid, options)) {
            Interrupt.onSignal(session::interrupt);
            RecordingInfo info = session.info();
            err.println("recording " + pid + " (" + info.first().target().comm() + ") into " + session.file()
                    + ", attached by " + info.attachMode());
            ReportBuilder report = new ReportBuilder(info);
            RecordingEnd end = session.run(report::add);
            err.println("recorded " + session.file() + ": " + words(end));
            return failOn.exitCode(report.build(end, List.of()).findings());
        }
    }

    private static String words(RecordingEnd end) {
        return switch (end.reason()) {
            case "exit" -> "the target ended";
            case "exec" -> "the target became another program";
            case "interrupted" -> "ended by a signal";
            default -> "done";
        };
    }
}
