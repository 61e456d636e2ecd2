package dev.blindspot.linux.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.perf.EventSpecs.Choice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** COMM, FORK, EXIT and MMAP2 of a child process, in both ways of attaching. */
class SidebandLiveTest {
    private static final RingSizes SIZES = new RingSizes(1 << 20, 1 << 20);
    private static Tracefs.Present tracefs = new Tracefs.Present(Tracefs.PLACES.getFirst());

    /** What the records of one process said. */
    private static final class Heard {
        final List<String> names = new ArrayList<>();
        final List<String> executed = new ArrayList<>();
        final List<String> mapped = new ArrayList<>();
        int forks;
        int exits;
    }

    @BeforeAll
    static void needsRights() {
        tracefs = Privilege.tracefs();
    }

    /** A shell that waits for a line, forks once, then becomes another program. */
    private static Process shell() throws IOException {
        Process shell =
                new ProcessBuilder("sh", "-c", "echo ready; read line; (exit 0); exec cat /proc/self/comm").start();
        assertEquals("ready", shell.inputReader().readLine());
        return shell;
    }

    private static void finish(Process shell) throws IOException, InterruptedException {
        shell.outputWriter().write("go\n");
        shell.outputWriter().flush();
        assertEquals("cat", shell.inputReader().readLine());
        assertEquals(0, shell.waitFor());
    }

    /** FORK and EXIT come with the executable mappings too. */
    private static Heard heard(RingSet rings, long pid) {
        Heard heard = new Heard();
        Harvest.each(rings, (event, record) -> {
            if (CommRecord.is(record) && CommRecord.pid(record) == pid) {
                assertEquals(EventRole.TASKS, event.role());
                (CommRecord.isExec(record) ? heard.executed : heard.names).add(CommRecord.name(record));
            } else if (MappingRecord.is(record) && MappingRecord.pid(record) == pid) {
                assertEquals(EventRole.EXECUTABLE_MAPPINGS, event.role());
                assertTrue((MappingRecord.prot(record) & Linux.PROT_EXEC()) != 0);
                assertTrue(MappingRecord.length(record) > 0);
                heard.mapped.add(MappingRecord.fileName(record));
            } else if (event.role() != EventRole.TASKS) {
                return;
            } else if (TaskRecord.isFork(record) && TaskRecord.parentPid(record) == pid) {
                assertEquals(pid, TaskRecord.parentTid(record));
                heard.forks++;
            } else if (TaskRecord.isExit(record) && TaskRecord.pid(record) == pid) {
                assertEquals(pid, TaskRecord.tid(record));
                heard.exits++;
            }
        });
        return heard;
    }

    private static void check(Heard heard) {
        assertEquals(List.of("cat"), heard.executed);
        assertEquals(1, heard.forks);
        assertEquals(1, heard.exits);
        assertTrue(heard.mapped.stream().anyMatch(name -> name.contains("libc")), heard.mapped.toString());
    }

    @Test
    void ofTheWholeSystem() throws Exception {
        Process shell = shell();
        try (SystemAttach attach = Harvest.value(
                SystemAttach.open(Harvest.value(EventSpecs.of(tracefs, Choice.all(0))), List.of("sh"), SIZES))) {
            finish(shell);
            check(heard(attach.rings(), shell.pid()));
        }
    }

    @Test
    void ofOneProcess() throws Exception {
        Process shell = shell();
        try (ThreadAttach attach = Harvest.value(
                ThreadAttach.open(Harvest.value(EventSpecs.of(tracefs, Choice.all(0))), (int) shell.pid(), SIZES))) {
            assertEquals(1, attach.threadCount());
            finish(shell);
            check(heard(attach.rings(), shell.pid()));
        }
    }

    @Test
    void aRenameIsHeard() {
        try (Worker worker = new Worker("before");
                SystemAttach attach = Harvest.value(SystemAttach.open(
                        Harvest.value(EventSpecs.of(tracefs, Choice.all(0))), List.of("before"), SIZES))) {
            worker.rename("a \"new\" \u00ff");
            Heard heard = heard(attach.rings(), ProcessHandle.current().pid());
            assertTrue(heard.names.contains("a \"new\" \u00ff"), heard.names.toString());
        }
    }
}
