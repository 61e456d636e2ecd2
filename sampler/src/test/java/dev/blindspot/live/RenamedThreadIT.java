package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.cli.Recording;
import dev.blindspot.detect.Report;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.model.LossSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A thread takes a name the kernel's filter does not know, and maps at once. */
class RenamedThreadIT {
    @TempDir
    private Path directory = Path.of("");

    private Map<String, @Nullable Object> truth = Map.of();

    static Stream<String> versions() {
        return GoBuilds.versions();
    }

    static Stream<Arguments> versionsAndModes() {
        return GoBuilds.versions()
                .flatMap(version -> Stream.of("system", "thread").map(mode -> Arguments.of(version, mode)));
    }

    @ParameterizedTest
    @MethodSource("versionsAndModes")
    void isExactOrALoss(String version, String attach) throws Exception {
        Report report = record(version, attach, "32MiB");
        boolean exact = Site.told(truth, "leakRenamed").equals(Site.reported(report, "main.leakRenamed"));
        assertTrue(exact || Losses.isUncounted(report, LossSource.MMAP), "silently short");
        assertTrue(exact || !attach.equals("thread"), "no filter stands between");
        if (!Losses.ofTarget(report).isEmpty()) {
            assertEquals(List.of(), Site.mappings(report, row -> !row.incomplete()));
        }
    }

    /** The storm fills every ring but that of the record which tells of the name. */
    @ParameterizedTest
    @MethodSource("versions")
    void isALossAlsoInAStorm(String version) throws Exception {
        Report report = record(version, "system", "4KiB");
        assertTrue(Losses.isUncounted(report, LossSource.MMAP));
        assertTrue(Losses.isUncounted(report, LossSource.MUNMAP));
    }

    private Report record(String version, String attach, String buffer) throws Exception {
        try (GoTarget target = GoTarget.start("mmaptruth", version, "plain", "-rename", "other's", "-seconds", "0.3")) {
            Recording recording =
                    Recording.of(target, directory, "--stacks", "all", "--attach", attach, "--buffer", buffer);
            truth = target.run();
            return recording.stop();
        }
    }
}
