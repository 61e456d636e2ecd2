package dev.blindspot.linux.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.bindings.Linux;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupReaderTest {
    private static final Path SAVED = saved();

    private static Path saved() {
        try {
            return Path.of(Objects.requireNonNull(CgroupReaderTest.class.getResource("cgroup"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static @Nullable CgroupLocation find(String cgroup, String mountinfo, String root) throws IOException {
        return CgroupLocation.find(
                Files.readString(SAVED.resolve(cgroup)), Files.readString(SAVED.resolve(mountinfo)), root);
    }

    @Test
    void onAHybridSystemTheControllerIsWhereItsLineIs() throws IOException {
        assertEquals(
                new CgroupLocation(1, "/jobs/232380c5", "/sys/fs/cgroup/memory/jobs/232380c5"),
                find("hybrid.cgroup", "hybrid.mountinfo", ""));
    }

    @Test
    void versionTwo() throws IOException {
        assertEquals(
                new CgroupLocation(
                        2, "/system.slice/my:service.service", "/sys/fs/cgroup/system.slice/my:service.service"),
                find("v2.cgroup", "v2.mountinfo", ""));
    }

    @Test
    void aMountPointMayHoldBlanks() throws IOException {
        String mounts = Files.readString(SAVED.resolve("v2.mountinfo"));
        assertEquals(
                "/srv/a place/cgroups/x",
                Objects.requireNonNull(CgroupLocation.find("0::/x", mounts.substring(mounts.indexOf("90 30")), ""))
                        .directory());
    }

    @Test
    void inAContainerTheMountShowsOnlyItsPartOfTheTree() throws IOException {
        assertEquals(
                new CgroupLocation(1, "/docker/6f0c1e/worker", "/sys/fs/cgroup/memory/worker"),
                find("container-v1.cgroup", "container-v1.mountinfo", ""));
    }

    @Test
    void aCgroupOutsideTheNamespaceIsSeenThroughTheProcess() throws IOException {
        assertNull(find("sidecar-v2.cgroup", "sidecar-v2.mountinfo", ""));
        assertEquals(
                new CgroupLocation(2, "/../cri-containerd-b7.scope", "/proc/7/root/sys/fs/cgroup"),
                find("sidecar-v2.cgroup", "sidecar-v2.target-mountinfo", "/proc/7/root"));
    }

    @Test
    void nothingToFindIsNull() throws IOException {
        assertNull(CgroupLocation.find("", "", ""));
        assertNull(CgroupLocation.find("0::", "x - y", ""));
        assertNull(find("v2.cgroup", "hybrid.cgroup", ""));
        assertNull(find("hybrid.cgroup", "v2.mountinfo", ""), "version 1 without its mount");
    }

    private static CgroupSnapshot read(int version, Path directory) {
        try (CgroupReader reader =
                new CgroupReader(new CgroupLocation(version, "/x", directory.toString()), new ReadCost())) {
            return Objects.requireNonNull(reader.read());
        }
    }

    @Test
    void versionOneRows() {
        CgroupSnapshot snapshot = read(1, SAVED.resolve("v1"));
        assertEquals(26783744, snapshot.currentBytes());
        assertNull(snapshot.maxBytes(), "the largest limit is none");
        assertEquals(2L, snapshot.oomKills());
        assertNull(snapshot.pressure());
        assertEquals(
                List.of(
                        new CgroupSnapshot.Row("cache", 18706432),
                        new CgroupSnapshot.Row("rss", 1777664),
                        new CgroupSnapshot.Row("swap", 12288),
                        new CgroupSnapshot.Row("kmem", 6369280),
                        new CgroupSnapshot.Row("kmem_tcp", 4096)),
                snapshot.rows());
    }

    @Test
    void versionTwoRowsAddUpToNoMoreThanTheCharge() {
        CgroupSnapshot snapshot = read(2, SAVED.resolve("v2"));
        assertEquals(268435456L, snapshot.maxBytes());
        assertEquals(1L, snapshot.oomKills());
        assertEquals(1.25, snapshot.pressure());
        assertEquals(
                List.of(
                        "anon",
                        "file",
                        "kernel_stack",
                        "pagetables",
                        "sec_pagetables",
                        "percpu",
                        "sock",
                        "vmalloc",
                        "zswap",
                        "slab"),
                snapshot.rows().stream().map(CgroupSnapshot.Row::name).toList());
        long sum = snapshot.rows().stream().mapToLong(CgroupSnapshot.Row::bytes).sum();
        assertEquals(104857600 + 41943040 + 327680 + 786432 + 16384 + 4096 + 65536 + 5242880, sum);
        assertTrue(sum <= snapshot.currentBytes());
    }

    @Test
    void aLimitFileThatSaysMaxIsNoLimit(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("memory.current"), "4096\n");
        Files.writeString(directory.resolve("memory.max"), "max\n");
        CgroupSnapshot snapshot = read(2, directory);
        assertNull(snapshot.maxBytes());
        assertNull(snapshot.oomKills());
        assertNull(snapshot.pressure());
        assertEquals(List.of(), snapshot.rows());
    }

    @Test
    void withoutAChargeThereIsNothing(@TempDir Path directory) {
        try (CgroupReader reader = new CgroupReader(new CgroupLocation(2, "/", directory.toString()), new ReadCost())) {
            assertNull(reader.read());
            assertEquals(-Linux.ENOENT(), reader.currentBytes());
        }
    }

    @Test
    void damagedPressureIsUnknown() {
        assertNull(CgroupReader.pressure(""));
        assertNull(CgroupReader.pressure("some avg10="));
        assertNull(CgroupReader.pressure("some avg10=x y"));
    }

    @Test
    void readsTheCgroupOfThisProcessWhereTheSystemHasOne() throws IOException {
        try (CgroupReader reader = CgroupReader.of(
                (int) ProcessHandle.current().pid(), Files.readString(Path.of("/proc/self/cgroup")), new ReadCost())) {
            assumeTrue(reader != null, "no memory controller here");
            assertTrue(reader.currentBytes() > 0);
            assertNotNull(reader.read());
        }
    }
}
