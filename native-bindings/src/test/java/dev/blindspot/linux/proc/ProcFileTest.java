package dev.blindspot.linux.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.bindings.Linux;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcFileTest {
    private static final int SELF = (int) ProcessHandle.current().pid();

    private final ReadCost cost = new ReadCost();

    @Test
    void readsMapsWholeThoughTheKernelGivesThemInPieces() {
        try (ProcFile maps = ProcFile.openMaps(SELF, cost)) {
            long length = maps.read();
            assertTrue(length > 4096, "a JVM has more than a page of maps");
            MapsCursor cursor = new MapsCursor();
            cursor.reset(maps.bytes(), length);
            long before = 0;
            boolean vdso = false;
            while (cursor.next()) {
                assertTrue(Long.compareUnsigned(cursor.start(), before) >= 0);
                before = cursor.end();
                vdso |= cursor.path().equals("[vdso]");
            }
            assertEquals(0, cursor.malformed());
            assertTrue(vdso);
            assertTrue(cost.reads() > 1 && cost.bytes() == length && cost.longestLockedNanos() > 0);
        }
    }

    @Test
    void growsToTheContent(@TempDir Path directory) throws IOException {
        byte[] content = new byte[70_001];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31);
        }
        Path file = Files.write(directory.resolve("long"), content);
        try (ProcFile whole = ProcFile.openPath(file.toString(), cost)) {
            assertEquals(content.length, whole.read());
            assertEquals(content.length, whole.read(), "again from the start");
            for (int i = 0; i < content.length; i++) {
                assertEquals(content[i], whole.bytes().get(ValueLayout.JAVA_BYTE, i));
            }
        }
    }

    @Test
    void anEndedProcessIsAValue() throws Exception {
        Process child = Cat.start();
        int pid = (int) child.pid();
        try (ProcFile stat = ProcFile.open(pid, "stat", cost);
                ProcessIdentity identity = ProcessIdentity.of(pid)) {
            assertTrue(stat.read() > 0);
            assertTrue(identity.isAlive());
            assertEquals("cat", identity.comm());
            child.getOutputStream().close();
            assertTrue(child.waitFor(30, TimeUnit.SECONDS));
            assertEquals(-Linux.ESRCH(), stat.read());
            assertFalse(identity.isAlive());
        }
        try (ProcFile stat = ProcFile.open(pid, "stat", cost);
                ProcessIdentity identity = ProcessIdentity.of(pid)) {
            assertEquals(-Linux.ENOENT(), stat.read());
            assertEquals(-Linux.ESRCH(), identity.error());
            assertFalse(identity.isAlive());
        }
    }

    @Test
    void aStartOnTheWallClockIsTheSystems() {
        try (ProcessIdentity identity = ProcessIdentity.of(SELF)) {
            long difference = identity.startedAt().toEpochMilli()
                    - ProcessHandle.current()
                            .info()
                            .startInstant()
                            .orElseThrow()
                            .toEpochMilli();
            // Java's rests on btime, whole seconds.
            assertTrue(Math.abs(difference) <= 1010, "differs by " + difference + " ms");
            assertEquals(0, identity.error());
            assertTrue(identity.pidfd() >= 0);
        }
    }

    @Test
    void closedIsClosed() {
        ProcFile stat = ProcFile.open(SELF, "stat", cost);
        stat.close();
        stat.close();
        assertEquals(-Linux.EBADF(), stat.read());
    }
}
