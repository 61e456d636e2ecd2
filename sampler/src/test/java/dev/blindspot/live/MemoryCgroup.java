package dev.blindspot.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A cgroup with a memory limit, made for one process and removed with it. Version 1 or 2. */
public final class MemoryCgroup implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final AtomicInteger MADE = new AtomicInteger();

    private final Path directory;
    private final boolean versionTwo;

    private MemoryCgroup(Path directory, boolean versionTwo) {
        this.directory = directory;
        this.versionTwo = versionTwo;
    }

    /** Makes one, or skips the test where none can be made. */
    public static MemoryCgroup limitedTo(long bytes) throws IOException {
        boolean two = Files.exists(ROOT.resolve("cgroup.controllers"));
        Path parent = two ? ROOT : ROOT.resolve("memory");
        Path directory = parent.resolve("blindspot-" + ProcessHandle.current().pid() + "-" + MADE.incrementAndGet());
        try {
            if (two) {
                Files.writeString(ROOT.resolve("cgroup.subtree_control"), "+memory");
            }
            Files.createDirectory(directory);
            Files.writeString(directory.resolve(two ? "memory.max" : "memory.limit_in_bytes"), Long.toString(bytes));
        } catch (IOException e) {
            Files.deleteIfExists(directory);
            Privilege.missing("no memory cgroup can be made here: " + e.getMessage());
        }
        return new MemoryCgroup(directory, two);
    }

    /** The command line that runs another one in it. */
    List<String> command(List<String> other) {
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", "echo $$ > " + directory.resolve("cgroup.procs") + "; exec \"$@\"", "sh"));
        command.addAll(other);
        return command;
    }

    /** Moves a running process into it. */
    public void take(int pid) throws IOException {
        Files.writeString(directory.resolve("cgroup.procs"), Integer.toString(pid));
    }

    /** Processes the kernel killed in it for want of memory. */
    int oomKills() throws IOException {
        String told = Files.readString(directory.resolve(versionTwo ? "memory.events" : "memory.oom_control"));
        Matcher matcher = Pattern.compile("oom_kill (\\d+)").matcher(told);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** Removes it; its processes must have ended. */
    @Override
    public void close() throws IOException {
        Files.delete(directory);
    }
}
