package dev.blindspot.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.recording.RecordingFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PprofExporterTest {
    private static final int INUSE_SPACE = 3;
    private static final int MEMORY_SPACE = 4;

    @TempDir
    private Path folder = Path.of("");

    private DecodedProfile profile() throws IOException {
        return DecodedProfile.of(SumsFixture.export("pprof", SumsFixture.write(folder)));
    }

    @Test
    void itSaysWhatItCountsAndWhen() throws IOException {
        DecodedProfile profile = profile();
        assertEquals(
                List.of(
                        "alloc_objects/count",
                        "alloc_space/bytes",
                        "inuse_objects/count",
                        "inuse_space/bytes",
                        "memory_space/bytes",
                        "faults/count",
                        "fault_space/bytes"),
                profile.sampleTypes());
        assertEquals("inuse_space", profile.defaultType());
        assertEquals("space/bytes", profile.periodType());
        assertEquals(1, profile.period());
        assertEquals(
                RecordingFixture.START.getEpochSecond() * 1_000_000_000 + RecordingFixture.START.getNano(),
                profile.timeNanos());
        assertEquals(3_000_000_000L, profile.durationNanos());
    }

    @Test
    void everyRowIsOneSample() throws IOException {
        DecodedProfile profile = profile();
        List<DecodedProfile.Sample> rows = profile.samples().stream()
                .filter(sample -> !sample.labels().isEmpty())
                .toList();

        assertEquals(List.of(4L, 65536L, 3L, 40960L, 0L, 0L, 0L), rows.get(0).values());
        assertEquals(Map.of("kind", "mmap.anon"), rows.get(0).labels());
        assertEquals(
                List.of("syscall.Mmap", "main.(*cache[go.shape.struct { A int; B int }]).grow", "main.main"),
                profile.functions(rows.get(0)));
        assertEquals(List.of(1L, 12288L, 1L, 12288L, 0L, 0L, 0L), rows.get(1).values());
        assertEquals(rows.get(0).locations(), rows.get(1).locations());
        assertEquals(List.of("[no stack]"), profile.functions(rows.get(2)));
        assertEquals(Map.of("kind", "fault"), rows.get(3).labels());
        assertEquals(List.of(0L, 0L, 0L, 0L, 0L, 4L, 16384L), rows.get(3).values());
        assertEquals(
                Map.of("kind", "mmap.anon", "by_runtime", "true"), rows.get(4).labels());
        assertEquals(61440, profile.total(INUSE_SPACE));
    }

    @Test
    void anAddressIsALocationWithAllThatWasInlinedThere() throws IOException {
        DecodedProfile profile = profile();
        DecodedProfile.Sample row = profile.samples().getFirst();

        DecodedProfile.Location leaf = profile.location(row.locations().get(0));
        assertEquals(0x47f3a0, leaf.address());
        assertEquals(2, leaf.lines().size());
        assertEquals(
                new DecodedProfile.Line("syscall.Mmap", "/src/main.go", 81),
                leaf.lines().getFirst());
        assertEquals(0x4f1100 - 1, profile.location(row.locations().get(1)).address(), "within the call, not after it");
        assertEquals(2, row.locations().size());
    }

    @Test
    void theSameFunctionAsLeafAndAsCallerIsTwoLocations() throws IOException {
        DecodedProfile profile = profile();
        DecodedProfile.Sample loop = profile.samples().stream()
                .filter(sample -> sample.labels().containsKey("by_runtime"))
                .findFirst()
                .orElseThrow();

        assertEquals(List.of("main.walk", "main.walk"), profile.functions(loop));
    }

    @Test
    void mappingsAreWhereTheFilesWereMapped() throws IOException {
        DecodedProfile profile = profile();
        List<DecodedProfile.Mapping> mappings = profile.mappings();

        assertEquals(new DecodedProfile.Mapping(0x400000, 0x500000, "/srv/app", "ab12", true), mappings.getFirst());
        assertTrue(
                mappings.contains(new DecodedProfile.Mapping(0, 0, "/usr/lib/libz.so.1", "", false)),
                mappings.toString());
    }

    @Test
    void theLedgerIsUnderVirtualRoots() throws IOException {
        DecodedProfile profile = profile();
        long anon = 0;
        for (DecodedProfile.Sample sample : profile.samples()) {
            if (sample.values().get(MEMORY_SPACE) == 0) {
                continue;
            }
            DecodedProfile.Location root = profile.location(sample.locations().getLast());
            assertEquals(new DecodedProfile.Mapping(0, 0, "[blindspot]", "", true), root.mapping());
            if (root.lines().getFirst().function().equals("mmap.anon")) {
                anon += sample.values().get(MEMORY_SPACE);
            }
        }
        assertEquals(64 << 20, anon);
        assertEquals((64 << 20) + 8192, profile.total(MEMORY_SPACE), "all that was scanned");
        // Half of what is mapped there is resident.
        assertTrue(profile.samples().stream()
                .anyMatch(sample -> sample.values().get(MEMORY_SPACE) == 20480
                        && sample.locations().size() == 3));
    }

    @Test
    void twiceTheSameIsTheSame() {
        Path recording = SumsFixture.write(folder);
        assertArrayEquals(SumsFixture.export("pprof", recording), SumsFixture.export("pprof", recording));
    }
}
