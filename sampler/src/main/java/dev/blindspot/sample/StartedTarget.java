package dev.blindspot.sample;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.Terminal;
import dev.blindspot.linux.proc.ProcFile;
import dev.blindspot.linux.proc.StatParser;
import dev.blindspot.model.SamplerException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command started to be looked at. It shares this process's standard streams, if the terminal is
 * not ours alone, and is held from its first moments until
 * it is attached to; what it maps before, in its first millisecond or so, is not recorded.
 *
 * <p>Threads: one at a time.
 */
public final class StartedTarget implements AutoCloseable {
    private static final int SIGSTOP = 19;
    private static final int SIGCONT = 18;
    private static final long LOOK_NANOS = 50_000;
    private static final Pattern WHY = Pattern.compile("error[:=] ?\\d+ ?[,(] ?([^)]+)");

    /** It is asked to end with SIGTERM; a command that takes longer than this is left alone. */
    private static final long END_SECONDS = 2;

    private final Process process;
    private boolean held = true;

    private StartedTarget(Process process) {
        this.process = process;
    }

    /**
     * Starts a command and holds it.
     *
     * @param quiet whether the terminal is ours alone: it reads no keys, and writes only where it is led elsewhere
     * @throws SamplerException.Usage if it cannot be started
     * @throws SamplerException.NoSuchProcess if it has ended already
     */
    public static StartedTarget start(List<String> command, boolean quiet) {
        prepare();
        try {
            ProcessBuilder builder = UsersLocale.in(new ProcessBuilder(command)).inheritIO();
            if (quiet) {
                builder.redirectInput(new File("/dev/null"));
                if (Terminal.is(Terminal.STDOUT)) {
                    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
                }
                if (Terminal.is(Terminal.STDERR)) {
                    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
                }
            }
            StartedTarget target = new StartedTarget(builder.start());
            if (!target.hold()) {
                throw new SamplerException.NoSuchProcess(command.getFirst() + " ended before anything was read");
            }
            return target;
        } catch (IOException e) {
            throw new SamplerException.Usage("cannot start " + command.getFirst() + ": " + reason(e));
        }
    }

    /**
     * Starts something once before: the first start and the first signal of a JVM take 10 ms, those after it less than a
     * process needs for its own beginnings.
     */
    private static void prepare() {
        Libc.kill((int) ProcessHandle.current().pid(), 0);
        try {
            // Part of every JVM; without arguments it ends at once.
            new ProcessBuilder(Path.of(System.getProperty("java.home"), "lib", "jspawnhelper")
                            .toString())
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(1, TimeUnit.SECONDS);
        } catch (IOException e) {
            // Then the hold comes a few milliseconds later.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Java says {@code Cannot run program "x": Exec failed, error: 2 (No such file or directory)}. */
    private static String reason(IOException e) {
        Matcher matcher = WHY.matcher(String.valueOf(e.getMessage()));
        return matcher.find() ? matcher.group(1) : String.valueOf(e.getMessage());
    }

    /** Returns when it stands still, or false where it has ended. */
    private boolean hold() {
        Libc.kill(pid(), SIGSTOP);
        StatParser stat = new StatParser();
        try (ProcFile file = ProcFile.open(pid(), "stat", new ReadCost())) {
            for (long length = file.read();
                    length > 0 && stat.parse(file.bytes(), length) && "ZX".indexOf(stat.state()) < 0;
                    length = file.read()) {
                if (stat.state() == 'T') {
                    return true;
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
        return false;
    }

    public int pid() {
        return (int) process.pid();
    }

    /** Lets it run. */
    public void proceed() {
        held = false;
        Libc.kill(pid(), SIGCONT);
    }

    /** Ends it if it runs: it was started to be looked at. One that was never let run is killed. */
    @Override
    public void close() {
        if (held) {
            process.destroyForcibly();
        } else {
            process.destroy();
        }
        try {
            process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
