package dev.blindspot.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.proc.CgroupLocation;
import dev.blindspot.linux.proc.CgroupSnapshot;
import dev.blindspot.model.CgroupMemory;
import java.util.List;
import org.junit.jupiter.api.Test;

class CgroupMemoryReaderTest {
    private static final CgroupSnapshot SNAPSHOT = new CgroupSnapshot(
            new CgroupLocation(2, "/a", "/sys/fs/cgroup/a"),
            1000,
            null,
            List.of(new CgroupSnapshot.Row("anon", 600)),
            3L,
            0.5);

    @Test
    void outsideIsTheChargeLessTheResidentSet() {
        CgroupMemory memory = CgroupMemoryReader.memory(SNAPSHOT, 700, false);
        assertEquals(300L, memory.outsideProcessBytes());
        assertEquals(List.of(new CgroupMemory.Row("anon", 600)), memory.rows());
        assertEquals("/a", memory.path());
        assertEquals(0L, CgroupMemoryReader.memory(SNAPSHOT, 1200, false).outsideProcessBytes());
        assertNull(CgroupMemoryReader.memory(SNAPSHOT, 700, true).outsideProcessBytes(), "no limit bounds the root");
    }

    @Test
    void readsTheCgroupOfThisProcess() {
        try (CgroupMemoryReader reader =
                new CgroupMemoryReader((int) ProcessHandle.current().pid(), new ReadCost())) {
            CgroupMemory first = reader.read(4096);
            assumeTrue(first != null, "no memory controller here");
            assertTrue(reader.currentBytes() > 0);
            assertNotNull(reader.read(4096));
        }
    }
}
