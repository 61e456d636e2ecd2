package dev.blindspot.bench.overhead;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Somebody who observes the target while it measures itself; a fresh process each time, gone when closed. */
final class Observer implements AutoCloseable {
    /** What it writes goes when it does: a recording of a loop at full speed is some hundred megabytes. */
    private final Path folder;

    private final Process process;
    private final boolean settles;

    /** Who asks it. */
    private final @Nullable Scraper scraper;

    private Observer(Process process, Path folder, boolean settles, @Nullable Scraper scraper) {
        this.process = process;
        this.folder = folder;
        this.settles = settles;
        this.scraper = scraper;
    }

    /** {@code blindspot record} with these options; returns once it is attached. */
    static Observer recording(long pid, String... options) throws IOException {
        return recording(pid, Blindspot.installed("record"), options);
    }

    /** The same by a command that begins like this. */
    static Observer recording(long pid, List<String> command, String... options) throws IOException {
        Path folder = Files.createTempDirectory("overhead");
        Process process = Blindspot.recording(command, pid, folder.resolve("target.bsp"), options);
        return new Observer(process, folder, true, null);
    }

    /** {@code blindspot inspect}, a new process each time, begun once a second where it takes no longer. */
    static Observer inspecting(List<String> command) throws IOException {
        return shell("while :; do " + String.join(" ", command) + " & sleep 1; wait; done", true);
    }

    /** {@code blindspot serve}, asked once a second; returns once it is there. */
    static Observer serving(long pid) throws IOException {
        Blindspot.Begun serving = Blindspot.begun(
                Blindspot.installed("serve", String.valueOf(pid), "--listen", "127.0.0.1:0"), "serving");
        URI endpoint = URI.create(serving.line().substring(serving.line().indexOf("http")));
        return new Observer(serving.process(), Files.createTempDirectory("overhead"), true, new Scraper(endpoint));
    }

    /** Another tool, by a shell line in which {@code $FOLDER} is a place for its files. */
    static Observer peer(String program, String line) throws IOException {
        if (new ProcessBuilder("sh", "-c", "command -v " + program + " > /dev/null")
                        .start()
                        .onExit()
                        .join()
                        .exitValue()
                != 0) {
            throw new CannotObserve(program + " is not installed");
        }
        return shell(line, true);
    }

    static Observer nobody() throws IOException {
        return shell("exec sleep 1000000", false);
    }

    private static Observer shell(String text, boolean settles) throws IOException {
        Path folder = Files.createTempDirectory("overhead");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", text)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("FOLDER", folder.toString());
        return new Observer(builder.start(), folder, settles, null);
    }

    /** Why it ended by itself; null while it works. */
    private @Nullable String ended() throws IOException {
        if (process.isAlive()) {
            return null;
        }
        Path said = folder.resolve("err");
        List<String> lines = Files.exists(said) ? Files.readAllLines(said) : List.of();
        return lines.isEmpty() ? "it ended with status " + process.exitValue() : lines.getLast();
    }

    /** Whether it costs more while it begins than later. */
    boolean settles() {
        return settles;
    }

    /** Has it go on, or it and those it started stand still; who is asked is asked at once when it goes on. */
    void setRunning(boolean isToRun) throws IOException {
        if (scraper != null && !isToRun) {
            scraper.setAsking(false);
        }
        List<String> command = new ArrayList<>(List.of("kill", isToRun ? "-CONT" : "-STOP"));
        Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .forEach(handle -> command.add(String.valueOf(handle.pid())));
        // A child that has ended meanwhile is no failure.
        new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .onExit()
                .join();
        if (scraper != null && isToRun) {
            scraper.setAsking(true);
        }
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    /** CPU time of it and of those it started, also of those that have ended. */
    long cpuNanos() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .mapToLong(handle -> ProcStat.cpuNanos(handle.pid()))
                .sum();
    }

    /**
     * Has the target measure itself for so long; with what this took of a CPU meanwhile.
     *
     * @throws CannotObserve if this ended by itself: the target was measured beside nobody
     */
    Round beside(SelfMeasuringTarget target, String mode, double seconds) throws IOException {
        long cpu = cpuNanos();
        long began = System.nanoTime();
        Round round = target.measure(mode, seconds);
        String ended = ended();
        if (ended != null) {
            throw new CannotObserve(ended);
        }
        return round.with(100.0 * Math.max(0, cpuNanos() - cpu) / (System.nanoTime() - began));
    }

    @Override
    public void close() throws IOException {
        setRunning(true); // what stands still does not end
        if (scraper != null) {
            scraper.close();
        }
        List<ProcessHandle> children = process.descendants().toList();
        children.forEach(ProcessHandle::destroy);
        process.destroy();
        process.onExit().join();
        children.forEach(child -> child.onExit().join());
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
