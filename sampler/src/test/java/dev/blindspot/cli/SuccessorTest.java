package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.proc.ProcessIdentity;
import dev.blindspot.live.Zombie;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who takes a process's place, told by processes of a name that no other has. */
class SuccessorTest {
    private static final String NAME =
            "s" + Long.toString(ProcessHandle.current().pid(), 36) + "next";

    @TempDir
    private Path directory = Path.of("");

    private final List<Process> started = new ArrayList<>();
    private final Successor successor = new Successor(Pattern.compile("^" + NAME + "$"));
    private Path shell = Path.of("");
    private int ended;
    private long startTicks;

    /** The one whose place is taken. */
    @BeforeEach
    void first() throws IOException {
        shell = Files.createSymbolicLink(
                directory.resolve(NAME), Path.of("/bin/sh").toRealPath());
        ended = start();
        startTicks = ticks(ended);
    }

    private int start() throws IOException {
        Process process = new ProcessBuilder(shell.toString(), "-c", "echo ready; read line").start();
        started.add(process);
        assertEquals("ready", process.inputReader().readLine());
        return (int) process.pid();
    }

    /** Started later than the first by a tick at least, of which a second has a hundred. */
    private int startLater() throws IOException {
        int pid = start();
        while (ticks(pid) == startTicks) {
            end(pid);
            pid = start();
        }
        return pid;
    }

    private static long ticks(int pid) {
        try (ProcessIdentity identity = ProcessIdentity.of(pid)) {
            return identity.startTicks();
        }
    }

    private void end(int pid) {
        started.stream().filter(each -> each.pid() == pid).forEach(each -> {
            each.destroyForcibly();
            each.onExit().join();
        });
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    /** That it is asked no oftener is the deadline. */
    private static BooleanSupplier atTurn(int turn) {
        int[] asked = {0};
        return () -> ++asked[0] > turn;
    }

    @Test
    void oneThatStartsInTheSameSecondIsOne() throws IOException {
        int next = startLater();
        end(ended);
        assertEquals(OptionalInt.of(next), successor.await(ended, startTicks, atTurn(1)));
    }

    @Test
    void oneThatRanBesideItIsNone() throws IOException {
        int younger = startLater();
        end(younger);
        assertEquals(OptionalInt.empty(), successor.await(younger, startTicks + 1, atTurn(2)), "the first is older");
    }

    @Test
    void aZombieIsNoneAndTheWaitEnds() throws IOException {
        end(ended);
        try (Zombie zombie = Zombie.named(NAME, directory)) {
            assertTrue(ticks((int) zombie.pid()) >= startTicks);
            assertEquals(OptionalInt.empty(), successor.await(ended, startTicks, atTurn(2)));
            int next = startLater();
            assertEquals(OptionalInt.of(next), successor.await(ended, startTicks, atTurn(1)));
        }
    }

    @Test
    void theSameIsNotGivenAgainAtOnceAndOthersComeBefore() throws IOException {
        int second = startLater();
        end(ended);
        assertEquals(OptionalInt.of(second), successor.await(ended, startTicks, atTurn(1)));
        assertEquals(OptionalInt.empty(), successor.await(ended, startTicks, atTurn(1)), "not at once");
        assertEquals(OptionalInt.of(second), successor.await(ended, startTicks, atTurn(1)), "but later");
        int third = startLater();
        assertEquals(OptionalInt.of(third), successor.await(ended, startTicks, atTurn(1)));
    }

    @Test
    void onceItIsEnoughNoneIsTaken() throws IOException {
        startLater();
        end(ended);
        assertEquals(OptionalInt.empty(), successor.await(ended, startTicks, () -> true));
    }

    /** As who has become another program by an exec. */
    @Test
    void oneThatStillRunsTakesItsOwnPlace() throws IOException {
        int second = startLater();
        assertEquals(List.of(ended, second), successor.after(ended, startTicks));
        end(ended);
        assertEquals(List.of(second), successor.after(ended, startTicks));
    }
}
