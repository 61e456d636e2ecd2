package dev.blindspot.cli;

import dev.blindspot.export.EventFormat;
import dev.blindspot.export.EventFormats;
import dev.blindspot.linux.Terminal;
import dev.blindspot.model.FileReason;
import dev.blindspot.model.SamplerException;
import dev.blindspot.model.Target;
import dev.blindspot.sample.StartedTarget;
import dev.blindspot.stream.ReaderSocket;
import dev.blindspot.view.ProgressText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/** {@code stream}: a process's events as they happen. */
final class StreamCommand extends Subcommand {
    private static final String STANDARD = "-";

    private final TargetOptions target = new TargetOptions();
    private final TraceOptions options = new TraceOptions();
    private final FollowOption follow = new FollowOption();

    private final Argument<String> format = Argument.text(OptionSpec.builder("-f", "--format")
            .paramLabel("FORMAT")
            .defaultValue("jsonl")
            .description("jsonl, or arrow (an Arrow IPC stream); default: ${DEFAULT-VALUE}"));

    private final Argument<String> output = Argument.text(OptionSpec.builder("-o", "--output")
            .paramLabel("OUT")
            .description("to standard output (-, the default), a file, or a socket (unix:PATH): one that somebody"
                    + " listens on, else one is made there for any number of readers"));

    StreamCommand() {
        describe(
                "Writes a process's events as they happen, until its end or Ctrl-C. A reader that is too slow loses events,",
                "which are counted in the stream; it never slows the process down.",
                "After -- a command and its arguments: it is started, followed, and ended with the stream.");
        take(target, options, follow, format, output);
        giveExamples(
                "  blindspot stream 4711 | jq -c 'select(.type == \"mmap\")'",
                "  blindspot stream 4711 -f arrow -o unix:/run/user/1000/events   # any number of readers may connect");
    }

    @Override
    public Integer call() {
        EventFormat.Maker maker = EventFormats.named(format.get());
        if (isStandard() && !EventFormats.isText(format.get()) && Terminal.is(Terminal.STDOUT)) {
            throw new SamplerException.Usage(format.get() + " is not for a terminal: lead standard output elsewhere");
        }
        target.mustNotShare(isStandard());
        options.sampleConfig();
        options.freeze().mustNotStart(target);
        return target.follow(false, (pid, started) -> stream(pid, maker, started));
    }

    private int stream(int pid, EventFormat.Maker maker, @Nullable StartedTarget started) {
        try (Interrupt interrupt = new Interrupt();
                OutputStream one = open();
                StreamSession session = new StreamSession(pid, options, maker, one != null);
                ReaderSocket many = one != null ? null : listen(session)) {
            tellStart(session, pid);
            if (one != null) {
                session.first(one);
            }
            if (started != null) {
                started.proceed();
            }
            tellEnd(follow(session, interrupt, many != null, started == null));
            return Main.EXIT_OK;
        } catch (IOException e) {
            throw new SamplerException.OutputFailed("cannot write to " + output() + ": " + FileReason.of(e), e);
        }
    }

    private StreamSession.End follow(StreamSession session, Interrupt interrupt, boolean takesMore, boolean isAlone) {
        // A terminal that shows the events themselves has no place for progress, nor has the command's own.
        boolean shows = isAlone && !(isStandard() && Terminal.is(Terminal.STDOUT));
        ProgressLine progress = new ProgressLine(err(), shows ? Terminal.columns(Terminal.STDERR) : 0);
        try {
            return session.run(
                    interrupt::happened,
                    takesMore,
                    follow.successor(target, session.target()),
                    new StreamSession.Listener() {
                        @Override
                        public void progress() {
                            progress.show("streaming " + session.target().comm() + ": " + session.events()
                                    + " events; Ctrl-C ends it");
                        }

                        @Override
                        public void restarted(Target next) {
                            progress.clear();
                            err().println("blindspot: the target ended; streaming goes on with " + next.pid());
                        }
                    });
        } finally {
            progress.clear();
        }
    }

    /** The one output there is; null if readers are to connect. */
    private @Nullable OutputStream open() throws IOException {
        if (isStandard()) {
            return Standard.keptOpen();
        }
        return UnixSocket.isNamed(output())
                ? ReaderSocket.connect(UnixSocket.path(output()))
                : Files.newOutputStream(PathConverter.path(output()));
    }

    private String output() {
        return output.or(STANDARD);
    }

    private boolean isStandard() {
        return output().equals(STANDARD);
    }

    private ReaderSocket listen(StreamSession session) throws IOException {
        return ReaderSocket.listen(UnixSocket.path(output()), session::add);
    }

    private void tellStart(StreamSession session, int pid) {
        PrintWriter err = err();
        session.notes().forEach(note -> err.println("blindspot: note: " + note.text()));
        String where = isStandard() ? "standard output" : output();
        err.println("blindspot: streaming " + pid + " (" + session.target().comm() + ") to " + where + ", attached by "
                + session.attachMode());
    }

    private void tellEnd(StreamSession.End end) {
        PrintWriter err = err();
        String why = switch (end.reason()) {
            case "exit" -> ": the target ended";
            case "exec" -> ": the target became another program";
            case "interrupted" -> ": ended by a signal";
            case "reader-gone" -> ": the reader closed it";
            default -> "";
        };
        err.println("blindspot: streamed " + ProgressText.amounts(end.nanos(), end.events()) + why);
        if (end.dropped() > 0) {
            err.println("blindspot: note: " + end.dropped() + " events were dropped, as "
                    + (end.readers() > 1 ? "readers were" : "the reader was") + " too slow");
        }
        if (end.untaken() > 0) {
            err.println("blindspot: note: " + (end.readers() > 1 ? end.untaken() + " readers" : "the reader")
                    + " had stopped reading; what was left at the end was not taken");
        }
    }
}
