package dev.blindspot.golang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.elf.GoBuilds;
import dev.blindspot.golang.heap.HeapProfileReader;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.LiveRuntime;
import dev.blindspot.model.Frame;
import dev.blindspot.model.HeapProfile;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The heap profile read from outside is the one the program reads itself. */
class HeapProfileIT {
    /** What 100,000 bytes take. */
    private static final long LARGE_SLOT_BYTES = 106_496;

    static Stream<Arguments> versionsAndCycles() {
        return GoBuilds.versions()
                .flatMap(version -> Stream.of("0", "1", "3").map(cycles -> Arguments.of(version, cycles)));
    }

    @ParameterizedTest
    @MethodSource("versionsAndCycles")
    void isWhatTheProgramReads(String goVersion, String cycles) throws Exception {
        try (GoTarget target = GoTarget.start("profiletruth", goVersion, "plain", "-cycles", cycles)) {
            target.go();
            Map<String, @Nullable Object> truth = target.truth();
            try (LiveRuntime runtime = new LiveRuntime(target.pid())) {
                HeapProfile profile = new HeapProfileReader(runtime.process()).read();

                assertTrue(profile.available());
                assertEquals(1, profile.rate());
                assertEquals(truth.get("inuse_bytes"), profile.inuseBytes());
                assertEquals(truth.get("inuse_objects"), profile.inuseObjects());
                assertEquals(truth.get("alloc_bytes"), profile.allocBytes());
                assertEquals(truth.get("alloc_objects"), profile.allocObjects());
                assertEquals(truth.get("used_records"), (long) profile.bucketCount());
                Frame large = profile.buckets().stream()
                        .filter(bucket -> bucket.objectBytes() == LARGE_SLOT_BYTES)
                        .findFirst()
                        .orElseThrow()
                        .stack()
                        .frames()
                        .getFirst();
                assertEquals("main.keepLarge", large.function());
            }
        }
    }
}
