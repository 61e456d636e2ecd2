package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blindspot.export.JsonTree;
import dev.blindspot.live.Zombie;
import dev.blindspot.recording.RecordingFixture;
import dev.blindspot.recording.RecordingWriter;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be done ends with the contract's exit code and one sentence. */
class FailureIT {
    /** A kernel thread on every Linux: kthreadd; not to be seen from within a container. */
    private static final Path KERNEL_THREAD = Path.of("/proc/2/comm");

    @TempDir
    private Path directory = Path.of("");

    private static Process sleeping() throws IOException {
        return new ProcessBuilder("sleep", "600").start();
    }

    private static String gone() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return Long.toString(process.pid());
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "record", "top", "stream", "serve", "doctor"})
    void aProcessThatIsNot(String command) throws Exception {
        String pid = gone();
        Cli.here(command, pid).failed(3, "there is no process " + pid);
        Cli.here(command, "--name", "no such name").failed(3, "no process has a name that matches 'no such name'");
        Cli.here(command, "--name", "").failed(2, "processes match ''");
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "record", "top", "doctor"})
    void aThread(String command) throws Exception {
        String self = Long.toString(ProcessHandle.current().pid());
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            String thread = tasks.map(task -> task.getFileName().toString())
                    .filter(id -> !id.equals(self))
                    .findFirst()
                    .orElseThrow();
            Cli.here(command, thread).failed(3, "it is a thread of process " + self);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "record", "top", "stream", "serve", "doctor"})
    void aZombie(String command) throws Exception {
        try (Zombie zombie = Zombie.named("sh", directory)) {
            Cli.here(command, Long.toString(zombie.pid())).failed(3, "has ended already", "process " + zombie.parent());
        }
    }

    /** Two looks at two programs are no change of one. */
    @Test
    void aProcessThatBecomesAnotherProgramBetweenTwoLooks() throws Exception {
        Process target = new ProcessBuilder("sh", "-c", "echo ready; read line; exec cat").start();
        assertEquals("ready", target.inputReader().readLine());
        FutureTask<Cli.Ran> inspect = new FutureTask<>(
                () -> Cli.here("inspect", Long.toString(target.pid()), "-i", "5s", "--json", "-o", file("first.json")));
        try {
            Thread thread = Thread.ofPlatform().start(inspect);
            while (!isBetweenLooks(thread)) {
                assertFalse(inspect.isDone(), "it did not look twice");
            }
            target.outputWriter().append("go on\nanswer\n").flush();
            assertEquals("answer", target.inputReader().readLine(), "now it is cat");
            Cli.Ran ran = inspect.get().clean();
            assertEquals(0, ran.exit(), ran.err());
            assertTrue(ran.err().contains("the target became another program; this is the first look"), ran.err());
        } finally {
            target.destroyForcibly();
        }
        Map<String, @Nullable Object> look = JsonTree.object(Files.readString(directory.resolve("first.json")));
        assertEquals("sh", JsonTree.get(look, "target", "comm"));
        assertTrue(String.valueOf(look.get("notes")).contains("target-execed"));
        assertNull(look.get("previous"));
    }

    private static boolean isBetweenLooks(Thread inspect) {
        return Arrays.stream(inspect.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(Interrupt.class.getName())
                        && frame.getMethodName().equals("await"));
    }

    @Test
    void aKernelThread() throws Exception {
        assumeTrue(
                Files.exists(KERNEL_THREAD)
                        && Files.readString(KERNEL_THREAD).strip().equals("kthreadd"),
                "process 2 is no kernel thread here");
        Cli.here("inspect", "2").failed(5, "process 2 (kthreadd) is a kernel thread");
        Cli.here("record", "2", "-o", file("k.bsp")).failed(5, "is a kernel thread");
        Cli.here("stream", "2").failed(5, "is a kernel thread");
        Cli.here("serve", "2").failed(5, "is a kernel thread");
        assertEquals(0, Cli.here("doctor", "2", "-o", file("doctor.txt")).exit());
        assertTrue(Files.readString(directory.resolve("doctor.txt")).contains("it is a kernel thread"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "inspect --freeze", "record"})
    void anotherUsersProcess(String command) throws Exception {
        List<String> nobody = List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups");
        List<String> asNobody = new ArrayList<>(nobody);
        asNobody.addAll(List.of(
                "test",
                "-r",
                Path.of("target", "classes", "dev", "blindspot", "cli", "Main.class")
                        .toAbsolutePath()
                        .toString()));
        assumeTrue(succeeds(asNobody), "no setpriv, no right to use it, or a checkout that is closed to others");
        Process target = sleeping();
        try {
            List<String> line = new ArrayList<>(nobody);
            line.addAll(Cli.command(Cli.words(command + " " + target.pid())));
            try (Cli.Started started = Cli.Started.of(line, directory, ProcessBuilder.Redirect.DISCARD)) {
                started.end().failed(4, "not permitted to read process " + target.pid(), "CAP_SYS_PTRACE", "sudo");
            }
        } finally {
            target.destroyForcibly();
        }
    }

    private static boolean succeeds(List<String> command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aProcessThatIsNotGo() throws Exception {
        Process target = sleeping();
        try {
            String pid = Long.toString(target.pid());
            assertEquals(
                    0, Cli.here("inspect", pid, "-o", file("sleep.txt")).clean().exit());
            String text = Files.readString(directory.resolve("sleep.txt"));
            assertTrue(text.contains("not built by Go"), text);
            assertEquals(
                    0,
                    Cli.here("inspect", "--json", pid, "-o", file("sleep.json"))
                            .clean()
                            .exit());
            kernelsViewOnly(JsonTree.object(Files.readString(directory.resolve("sleep.json"))));
        } finally {
            target.destroyForcibly();
        }
    }

    private static void kernelsViewOnly(Map<String, @Nullable Object> inspection) {
        assertTrue(JsonTree.number(inspection, "ledger", "rss_bytes") > 0);
        assertEquals(1, JsonTree.number(inspection, "threads", "total"));
        assertNull(JsonTree.get(inspection, "target", "go_version"));
        String notes = String.valueOf(JsonTree.get(inspection, "notes"));
        for (String section : List.of(
                "memstats",
                "gc",
                "finalizers",
                "cleanups",
                "specials",
                "goroutines",
                "pins",
                "cgo_handles",
                "heap_profile")) {
            assertNull(JsonTree.get(inspection, section), section);
            assertTrue(notes.contains(section), section);
        }
        assertEquals(List.of(), JsonTree.list(inspection, "findings"));
    }

    @Test
    void aRecordingThatIsNone() throws Exception {
        Path broken = directory.resolve("broken.bsp");
        Cli.here("report", file("none.bsp")).failed(6, "no such file", "byte 0");
        Cli.here("report", directory.toString()).failed(6, "Is a directory", "byte 0");
        Files.write(broken, new byte[0]);
        Cli.here("report", broken.toString()).failed(6, "byte 0");
        Files.writeString(broken, "{\"schema\": \"blindspot.inspect/1\"}");
        Cli.here("export", broken.toString(), "-f", "jsonl", "-o", file("kept")).failed(6, "byte 0");
        assertTrue(Files.notExists(directory.resolve("kept")), "an output of what cannot be read");
    }

    @Test
    void aRecordingThatIsCutOff() throws Exception {
        Path whole = directory.resolve("whole.bsp");
        try (RecordingWriter writer =
                RecordingWriter.create(whole, RecordingFixture.info(), RecordingWriter.DEFAULT_MAX_BYTES)) {
            writer.write(RecordingFixture.interval(0));
            writer.write(RecordingFixture.interval(1));
            writer.end(RecordingFixture.end());
        }
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = directory.resolve("cut.bsp");
        int readable = 0;
        for (int length = 0; length < bytes.length; length += 97) {
            Files.write(cut, Arrays.copyOf(bytes, length));
            Cli.Ran ran = Cli.here("report", cut.toString(), "-o", file("report.txt"));
            if (ran.exit() == 0) {
                readable++;
                String text = Files.readString(directory.resolve("report.txt"));
                assertTrue(text.contains("byte " + length) || text.contains("cut off"), text);
            } else {
                ran.failed(6, "byte");
            }
        }
        assertNotEquals(0, readable);
    }

    @Test
    void anOutputThatIsTheInput() throws Exception {
        Path whole = directory.resolve("whole.bsp");
        RecordingWriter.create(whole, RecordingFixture.info(), RecordingWriter.DEFAULT_MAX_BYTES)
                .close();
        long size = Files.size(whole);
        Cli.here("export", whole.toString(), "-f", "hlog", "-o", whole.toString())
                .failed(2, "is what is read");
        Cli.here("report", whole.toString(), "-o", whole.toString()).failed(2, "is what is read");
        assertEquals(size, Files.size(whole));
    }

    @Test
    void anOutputThatCannotBeWritten() throws Exception {
        String self = Long.toString(ProcessHandle.current().pid());
        Cli.here("inspect", self, "-o", "/dev/full").failed(7, "No space left on device");
        Cli.here("inspect", self, "--json", "-o", "/dev/full").failed(7, "No space left on device");
        Cli.here("doctor", "-o", file("none/doctor")).failed(7, "no such file or directory");
        Cli.here("doctor", "-o", directory.toString()).failed(7, "Is a directory");
        Cli.here("doctor", "-o", "unix:" + file("socket")).failed(7, "unix:");
        Cli.apart(directory, ProcessBuilder.Redirect.to(Path.of("/dev/full").toFile()), "doctor", "--json")
                .failed(7, "No space left on device");
    }

    @Test
    void aReaderThatHasHadEnough() throws Exception {
        List<String> report =
                Cli.command("inspect", Long.toString(ProcessHandle.current().pid()), "--json");
        String line = "'" + String.join("' '", report) + "' | head -1; exit ${PIPESTATUS[0]}";
        try (Cli.Started started =
                Cli.Started.of(List.of("bash", "-c", line), directory, ProcessBuilder.Redirect.DISCARD)) {
            assertEquals(new Cli.Ran(0, ""), started.end());
        }
    }

    @Test
    void aSocketTakesADocument() throws Exception {
        Path socket = directory.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            assertEquals(0, Cli.here("doctor", "--json", "-o", "unix:" + socket).exit());
            try (SocketChannel connection = server.accept()) {
                ByteBuffer taken = ByteBuffer.allocate(1 << 16);
                while (connection.read(taken) > 0) {
                    assertTrue(taken.hasRemaining());
                }
                String text = new String(taken.array(), 0, taken.position(), StandardCharsets.UTF_8);
                assertTrue(text.startsWith("{") && text.endsWith("}\n"), text);
            }
        }
    }
}
