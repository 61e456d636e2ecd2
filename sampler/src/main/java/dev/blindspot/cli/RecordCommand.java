package dev.blindspot.cli;

import dev.blindspot.detect.Report;
import dev.blindspot.detect.ReportBuilder;
import dev.blindspot.linux.Terminal;
import dev.blindspot.model.Interval;
import dev.blindspot.model.RecordedProcess;
import dev.blindspot.model.RecordingEnd;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.model.SamplerException;
import dev.blindspot.sample.StartedTarget;
import dev.blindspot.view.ProgressText;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code record}: samples and traces a process into a recording. */
final class RecordCommand extends Subcommand {
    private final TargetOptions target = new TargetOptions();
    private final TraceOptions options = new TraceOptions();
    private final RecordingOption recording = new RecordingOption();
    private final FollowOption follow = new FollowOption();
    private final FailOn failOn = new FailOn();

    RecordCommand() {
        describe(
                "Samples and traces a process into a recording, until its end or Ctrl-C.",
                "After -- a command and its arguments: it is started, recorded, and ended with the recording.");
        take(target, options, recording, follow, failOn);
        giveExamples(
                "  blindspot record 4711 -d 60s -o leak.bsp",
                "  blindspot record -o start.bsp -- ./server --port 8080");
    }

    @Override
    public Integer call() {
        options.sampleConfig();
        options.freeze().mustNotStart(target);
        options.loadSources();
        if (follow.given() && recording.untilOom()) {
            throw new SamplerException.Usage("--until-oom ends with the target, --follow does not: give one of them");
        }
        target.mustNotShare(recording.toStandardOutput());
        return target.follow(false, this::record);
    }

    private int record(int pid, @Nullable StartedTarget started) {
        PrintWriter err = err();
        ProgressLine progress = new ProgressLine(err, started == null ? Terminal.columns(Terminal.STDERR) : 0);
        try (Interrupt interrupt = new Interrupt();
                RecordSession session = new RecordSession(pid, options, recording, interrupt::happened)) {
            RecordingInfo info = session.info();
            String comm = info.first().target().comm();
            err.println("blindspot: recording " + pid + " (" + comm + ") to "
                    + session.output().name() + ", attached by " + info.attachMode());
            if (started != null) {
                started.proceed();
            }
            ReportBuilder builder = ReportBuilder.live(info);
            RecordingEnd end =
                    session.run(follow.successor(target, info.first().target()), new FollowedSession.Listener() {
                        @Override
                        public void interval(Interval interval) {
                            builder.add(interval);
                            long nanos = interval.endNanos() - info.startedNanos();
                            progress.show(() -> "recording " + comm + ": "
                                    + ProgressText.amounts(nanos, session.events(), session.size())
                                    + "; Ctrl-C ends it");
                        }

                        @Override
                        public void restarted(RecordedProcess process) {
                            builder.restarted(process);
                            progress.clear();
                            err.println("blindspot: the target ended; recording goes on with "
                                    + process.first().target().pid());
                        }
                    });
            progress.clear();
            Report report = builder.build(end, List.of());
            err.println("blindspot: recorded "
                    + ProgressText.amounts(report.durationNanos(), session.events(), session.size())
                    + " to " + session.output().name() + SessionEnd.why(end));
            SessionEnd.tellLosses(err, report.losses());
            return failOn.exitCode(report.findings());
        } finally {
            progress.clear();
        }
    }
}
