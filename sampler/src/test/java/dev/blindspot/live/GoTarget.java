package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.elf.GoBuilds;
import dev.blindspot.export.JsonTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One of the Go programs in {@code src/test/go}, running: it says {@code ready} and waits, does its work when told to
 * go, tells what it did, and stays until it is closed.
 */
public final class GoTarget implements AutoCloseable {
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final Path directory;
    private final Path link;
    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    private GoTarget(Path directory, Path link, Process process) throws IOException {
        this.directory = directory;
        this.link = link;
        this.process = process;
        this.out = process.inputReader();
        this.in = process.outputWriter();
        assertEquals("ready", out.readLine());
    }

    /**
     * Builds a target as {@code scripts/build-go-target.sh} does, starts it and waits until it is ready. Its threads have
     * a name that no others have: the kernel tells processes of one name not apart where it filters and counts losses.
     */
    public static GoTarget start(String name, String goVersion, String mode, String... flags) throws IOException {
        Path binary = GoBuilds.build(name, goVersion, mode);
        long number = ProcessHandle.current().pid() * 1_000L + STARTED.incrementAndGet();
        Path directory = Files.createTempDirectory("blindspot-target");
        Path link = directory.resolve(name.substring(0, 3) + Long.toString(number, 36));
        Files.createSymbolicLink(link, binary);
        List<String> command =
                Stream.concat(Stream.of(link.toString()), Stream.of(flags)).toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("TMPDIR", directory.toString());
        return new GoTarget(directory, link, builder.start());
    }

    /** The name of its threads. */
    public String comm() {
        return link.getFileName().toString();
    }

    /** Its process id. */
    public int pid() {
        return (int) process.pid();
    }

    /** Lets it begin its work. */
    public void go() throws IOException {
        in.append('\n').flush();
    }

    /** Waits until its work is done; what it says it did. */
    public Map<String, @Nullable Object> truth() throws IOException {
        return JsonTree.object(line());
    }

    /** The same as it says it. */
    public String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new AssertionError("the target ended without telling what it did");
        }
        return line;
    }

    /** Lets it begin and waits until its work is done. */
    public Map<String, @Nullable Object> run() throws IOException {
        go();
        return truth();
    }

    /** Stops it, and returns when it is stopped. */
    public void stop() throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-STOP", Integer.toString(pid()))
                        .start()
                        .waitFor());
        while (!hasStopped()) {
            Thread.onSpinWait();
        }
    }

    /** Each of its threads: the first may stand still while another still works for the collector. */
    private boolean hasStopped() throws IOException {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + pid() + "/task"))) {
            for (Path thread : threads) {
                if (!Files.readString(thread.resolve("stat")).contains(") T ")) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Lets it end of its own accord, and waits for that. */
    public void end() throws IOException, InterruptedException {
        in.close();
        process.waitFor();
    }

    /** Ends it, and waits for that. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            in.close();
        } catch (IOException e) {
            // It was gone already, with what was still to be said to it.
        }
        try {
            out.close();
            process.waitFor();
            for (Path file : files()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What it left behind, its directory last. */
    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
