package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.cli.Recording;
import dev.blindspot.detect.Report;
import dev.blindspot.elf.GoBuilds;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * After a random program of mmap, munmap, mremap and mprotect, MAP_FIXED and parts of mappings among them, what is live
 * is what the kernel says has come, page by page; but for what Go's runtime mapped.
 */
class LiveTableIT {
    @TempDir
    private Path directory = Path.of("");

    static Stream<Arguments> versionsAndSeeds() {
        return GoBuilds.versions()
                .flatMap(version -> IntStream.rangeClosed(1, 4).mapToObj(seed -> Arguments.of(version, seed)));
    }

    static Stream<Arguments> versionsAndManySeeds() {
        return GoBuilds.versions()
                .flatMap(version -> IntStream.rangeClosed(1, 100).mapToObj(seed -> Arguments.of(version, seed)));
    }

    @ParameterizedTest
    @MethodSource("versionsAndSeeds")
    void isWhatTheKernelSays(String version, int seed) throws Exception {
        assertIsWhatTheKernelSays(version, seed, 1);
        assertIsWhatTheKernelSays(version, seed, 4);
    }

    @Tag("acceptance")
    @ParameterizedTest
    @MethodSource("versionsAndManySeeds")
    void isWhatTheKernelSaysWithManySeeds(String version, int seed) throws Exception {
        assertIsWhatTheKernelSays(version, seed, 1 + seed % 5);
    }

    private void assertIsWhatTheKernelSays(String version, int seed, int workers) throws Exception {
        try (GoTarget target = GoTarget.start(
                "mremapper",
                version,
                "plain",
                "-seed",
                Integer.toString(seed),
                "-workers",
                Integer.toString(workers))) {
            Recording recording = Recording.of(target, directory, "--stacks", "all", "--buffer", "32MiB");
            Pages before = Pages.mappedBy(target.pid());
            target.run();
            Pages after = Pages.mappedBy(target.pid());
            Report report = recording.stop();

            assertEquals(List.of(), Losses.ofTarget(report));
            Pages runtime = Pages.of(recording.liveRanges(true));
            Pages program = Pages.of(recording.liveRanges(false));
            assertTrue(program.count() > 0);
            assertEquals("", program.minus(after).toString(), "live here and not mapped");
            assertEquals("", after.minus(before).minus(runtime).minus(program).toString(), "mapped and not live here");
            assertEquals("", program.minus(after.minus(before)).toString(), "was there before");
        }
    }
}
