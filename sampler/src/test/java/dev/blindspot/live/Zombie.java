package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that has ended and that nobody waits for, of a name one chooses. */
public final class Zombie implements AutoCloseable {
    private final Process parent;
    private final long pid;

    private Zombie(Process parent, long pid) {
        this.parent = parent;
        this.pid = pid;
    }

    /** Makes one; a shell that became sleep does not wait for what it had started, which ends when it is told to. */
    public static Zombie named(String name, Path directory) throws IOException {
        Path shell = Files.createSymbolicLink(
                Files.createTempDirectory(directory, "zombie").resolve(name),
                Path.of("/bin/sh").toRealPath());
        Process parent = new ProcessBuilder(
                        shell.toString(), "-c", "exec 3<&0; read line <&3 & echo $!; exec sleep 600")
                .start();
        Zombie zombie = new Zombie(parent, Long.parseLong(parent.inputReader().readLine()));
        zombie.await(parent.pid(), "comm", "sleep");
        parent.outputWriter().append('\n').flush();
        zombie.await(zombie.pid, "stat", ") Z ");
        return zombie;
    }

    private void await(long process, String file, String words) throws IOException {
        while (!Files.readString(Path.of("/proc", Long.toString(process), file)).contains(words)) {
            assertTrue(parent.isAlive());
        }
    }

    public long pid() {
        return pid;
    }

    /** Who does not wait for it. */
    public long parent() {
        return parent.pid();
    }

    @Override
    public void close() {
        parent.destroyForcibly();
    }
}
