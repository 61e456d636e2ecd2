package dev.blindspot.cli;

import dev.blindspot.detect.Report;
import dev.blindspot.detect.ReportBuilder;
import dev.blindspot.linux.Terminal;
import dev.blindspot.model.Interval;
import dev.blindspot.model.Note;
import dev.blindspot.model.RecordedProcess;
import dev.blindspot.model.RecordingEnd;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.sample.StartedTarget;
import dev.blindspot.view.ProgressText;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code top}: what a recording would show, live. */
final class TopCommand extends Subcommand {
    private static final Note GOES_ON = new Note("window-goes-on", "last is null: the window goes on");

    private final TargetOptions target = new TargetOptions();
    private final TraceOptions options = new TraceOptions();
    private final Flag json = new Flag("--json", "as JSON, a line each interval (blindspot.report/1)");
    private final FollowOption follow = new FollowOption();
    private final OutputOption output = new OutputOption();
    private final FailOn failOn = new FailOn();

    TopCommand() {
        describe(
                "Shows live what a recording would: findings, who maps and holds memory, where resident bytes are.",
                "On a terminal it paints the whole screen, and q quits; elsewhere it writes text or, with --json, a document"
                        + " a line, each interval. After -- a command and its arguments: it is started and ended with it.");
        take(target, options, json, follow, output, failOn);
        giveExamples("  blindspot top 4711", "  blindspot top 4711 -d 30s --json | jq .totals");
    }

    @Override
    public Integer call() {
        options.sampleConfig();
        options.freeze().mustNotStart(target);
        options.loadSources();
        boolean screen = !json.isGiven() && output.isStandard() && Terminal.is(Terminal.STDOUT) && !isDumb();
        target.mustNotShare(output.isStandard() && !screen);
        return target.follow(screen, (pid, started) -> {
            if (screen) {
                return watch(pid, started, TopScreen::new, _ -> {});
            }
            int[] exitCode = {Main.EXIT_OK};
            output.write(out -> exitCode[0] = watch(pid, started, () -> lines(out), this::tellRestart));
            return exitCode[0];
        });
    }

    /** A terminal that cannot move its cursor. */
    private static boolean isDumb() {
        String term = System.getenv("TERM");
        return term == null || term.isEmpty() || term.equals("dumb");
    }

    private TopDisplay lines(OutputStream out) {
        return new TopLines(out, json.isGiven());
    }

    private void tellRestart(RecordedProcess process) {
        err().println("blindspot: the target ended; watching goes on with "
                + process.first().target().pid());
    }

    private int watch(
            int pid,
            @Nullable StartedTarget started,
            Supplier<TopDisplay> opened,
            Consumer<RecordedProcess> onRestart) {
        PrintWriter err = err();
        ProgressLine progress = new ProgressLine(err, Terminal.columns(Terminal.STDERR));
        progress.show("attaching to " + pid);
        try (Interrupt interrupt = new Interrupt();
                FollowedSession session = new FollowedSession(pid, options, null, new StackIds())) {
            progress.clear();
            RecordingInfo info = session.info();
            ReportBuilder builder = ReportBuilder.live(info);
            RecordingEnd end;
            try (TopDisplay display = opened.get()) {
                if (started != null) {
                    started.proceed();
                }
                end = session.run(
                        () -> interrupt.happened() ? "interrupted" : display.wantedEnd(),
                        follow.successor(target, info.first().target()),
                        new FollowedSession.Listener() {
                            @Override
                            public void interval(Interval interval) {
                                builder.add(interval);
                                display.show(builder.build(null, List.of(GOES_ON)));
                            }

                            @Override
                            public void restarted(RecordedProcess process) {
                                builder.restarted(process);
                                onRestart.accept(process);
                            }
                        });
            }
            Report report = builder.build(end, List.of());
            err.println(
                    "blindspot: watched " + pid + " (" + info.first().target().comm() + ") for "
                            + ProgressText.amounts(report.durationNanos(), session.events()) + SessionEnd.why(end));
            SessionEnd.tellLosses(err, report.losses());
            return failOn.exitCode(report.findings());
        } finally {
            progress.clear();
        }
    }
}
