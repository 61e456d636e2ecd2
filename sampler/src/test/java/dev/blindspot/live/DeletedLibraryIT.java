package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.aggregate.CallRow;
import dev.blindspot.cli.Recording;
import dev.blindspot.detect.Report;
import dev.blindspot.elf.ElfFile;
import dev.blindspot.elf.ElfSymbols;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.model.CallKind;
import dev.blindspot.model.Frame;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.model.Plugins;
import dev.blindspot.sample.Inspector;
import dev.blindspot.sample.MapsReader;
import dev.blindspot.symbol.CodeMap;
import dev.blindspot.symbol.CodeMapping;
import dev.blindspot.symbol.Symbolizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A library whose file is removed while it is loaded, or replaced by another, stays what the process runs. */
class DeletedLibraryIT {
    private static final String FUNCTION = "cbrt";

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isCountedTracedAndNamedAsWhatIsMapped(boolean replaced) throws Exception {
        Path original = library();
        Path library = Files.copy(original, directory.resolve("libgone.so"));
        String version = GoBuilds.versions().toList().getLast();
        try (GoTarget target = GoTarget.start(
                "cgomap", version, "plain", "-library", library.toString(), "-held", "-opened", "10", "-kept", "2")) {
            Files.delete(library);
            if (replaced) {
                Files.writeString(library, "another file");
            }
            Recording recording = Recording.of(target, directory, "-e", "dl");
            Map<String, @Nullable Object> truth = target.run();
            Report report = recording.stop();

            isTraced(report, truth, library);
            isCounted(target.pid(), library);
            isNamed(target.pid(), original, library);
        }
    }

    private static Path library() throws Exception {
        return Stream.of("/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib64", "/usr/lib64")
                .map(folder -> Path.of(folder, "libm.so.6"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow()
                .toRealPath();
    }

    private static void isTraced(Report report, Map<String, @Nullable Object> truth, Path library) {
        List<CallRow> opens = report.calls().stream()
                .filter(row -> row.kind() == CallKind.DLOPEN)
                .toList();
        assertEquals(
                Site.number(truth, "dlopen"),
                opens.stream().mapToLong(CallRow::count).sum());
        assertEquals(2, opens.stream().mapToLong(CallRow::open).sum());
        for (CallRow row : opens) {
            assertTrue(String.valueOf(row.file()).startsWith(library.toString()), row.toString());
        }
    }

    private static void isCounted(int pid, Path library) {
        try (Inspector inspector = Inspector.open(pid, "test")) {
            Inspection inspection = inspector.inspect();
            Plugins plugins = Objects.requireNonNull(inspection.plugins());
            Plugins.Library found = plugins.libraries().stream()
                    .filter(each -> each.file().equals(library.toString()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(plugins.libraries().toString()));
            assertTrue(found.deleted());
            assertEquals(1, found.copies());
            assertTrue(found.rssBytes() > 0 && found.rssBytes() <= found.mappedBytes(), found.toString());
            long libraries = Objects.requireNonNull(inspection.ledger()).rows().stream()
                    .filter(row -> row.category().startsWith("lib."))
                    .mapToLong(LedgerRow::rssBytes)
                    .sum();
            assertEquals(
                    libraries,
                    plugins.libraries().stream()
                            .mapToLong(Plugins.Library::rssBytes)
                            .sum(),
                    "its pages are a library's still");
        }
    }

    private static void isNamed(int pid, Path original, Path library) throws Exception {
        try (MapsReader maps = new MapsReader(pid, new ReadCost());
                ElfFile file = ElfFile.open(original);
                Symbolizer symbolizer = new Symbolizer()) {
            CodeMap map = Objects.requireNonNull(maps.read()).code();
            CodeMapping code = map.mappings().stream()
                    .filter(mapping -> mapping.path().startsWith(library.toString()))
                    .findFirst()
                    .orElseThrow();
            long function = Objects.requireNonNull(
                            new ElfSymbols(file).exported(Set.of(FUNCTION)).get(FUNCTION))
                    .iterator()
                    .next();
            long pc = code.start() + function - file.addressOfMapping(code.fileOffset());
            Frame frame = symbolizer.frames(map, pc, false).getFirst();
            assertTrue(String.valueOf(frame.function()).contains(FUNCTION), frame.toString());
            assertNotNull(frame.buildId());
            assertFalse(frame.module().isEmpty());
        }
    }
}
