package dev.blindspot.golang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.blindspot.elf.GoBuilds;
import dev.blindspot.golang.locate.FoundGlobals;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.LiveRuntime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Without its symbols a program's global variables are found where its symbols have them. */
class GlobalsIT {
    /** What the views cannot do without. */
    private static final List<String> NEEDED = List.of(
            "runtime.mheap_",
            "runtime.memstats",
            "runtime.gcController",
            "runtime.allgptr",
            "runtime.allglen",
            "runtime.allp",
            "runtime.allm",
            "runtime.sched",
            "runtime.finq",
            "runtime.allfin",
            "runtime.persistentChunks",
            "runtime.gcBitsArenas",
            "runtime.gcphase");

    static Stream<Arguments> builds() {
        return GoBuilds.versions()
                .flatMap(version -> Stream.of(
                        Arguments.of("memtruth", version, "plain"),
                        Arguments.of("memtruth", version, "pie"),
                        Arguments.of("goroutinetruth", version, "plain"),
                        Arguments.of("goroutinetruth", version, "debug"),
                        Arguments.of("profiletruth", version, "pie"),
                        Arguments.of("handletruth", version, "plain"),
                        Arguments.of("handletruth", version, "pie")));
    }

    @ParameterizedTest
    @MethodSource("builds")
    void areFoundByCodeWhereTheSymbolsHaveThem(String program, String goVersion, String mode) throws Exception {
        try (GoTarget target = GoTarget.start(program, goVersion, mode);
                LiveRuntime runtime = new LiveRuntime(target.pid())) {
            FoundGlobals found = FoundGlobals.of(runtime);
            assertFalse(found.bySymbols().isEmpty());
            found.byCode()
                    .forEach((name, address) -> assertEquals(found.bySymbols().get(name), address, name));
            for (String name : NEEDED) {
                assertNotNull(
                        found.byCode().get(name),
                        name + " is not among " + found.byCode().keySet());
            }
        }
    }
}
