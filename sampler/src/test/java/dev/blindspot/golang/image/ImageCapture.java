package dev.blindspot.golang.image;

import dev.blindspot.elf.ElfFile;
import dev.blindspot.elf.Section;
import dev.blindspot.golang.GoStateReader;
import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.TargetImage;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.memory.MemoryReader;
import dev.blindspot.live.GoTarget;
import dev.blindspot.model.Target;
import dev.blindspot.sample.GoRuntime;
import dev.blindspot.sample.Inspector;
import dev.blindspot.symbol.Symbolizer;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Makes the memory images that tests read, for {@code scripts/save-memory-images.sh} alone: its name is none of a test's,
 * so that no build runs it.
 */
class ImageCapture {
    /** Sections of the executable that are read; its code is not, as symbols tell where variables are. */
    private static final Set<String> KEPT = Set.of(
            ".gopclntab",
            ".go.buildinfo",
            ".go.func",
            ".rodata",
            ".symtab",
            ".strtab",
            ".shstrtab",
            ".note.go.buildid",
            ".go.module",
            ".noptrdata",
            ".data");

    private static final Path IMAGES = Path.of("src/test/resources/dev/blindspot/golang/image");

    @ParameterizedTest
    @MethodSource("dev.blindspot.elf.GoBuilds#versions")
    void save(String version) throws Exception {
        Files.createDirectories(IMAGES);
        try (OutputStream file = Files.newOutputStream(IMAGES.resolve("go" + version + ".img"))) {
            capture(version).write(file);
        }
    }

    private static MemoryImage capture(String version) throws Exception {
        try (GoTarget target = GoTarget.start("imaged", version, "plain");
                Inspector inspector = Inspector.open(target.pid(), "capture")) {
            target.go();
            String truth = target.line();
            Target seen = inspector.target();
            try (GoRuntime runtime = GoRuntime.open(target.pid(), seen, new ReadCost())) {
                TargetImage image = Objects.requireNonNull(runtime.image());
                TreeMap<Long, byte[]> pages = new TreeMap<>();
                look(image, Objects.requireNonNull(seen.goVersion()), keeping(image.memory(), pages));
                MemorySegment executable = sparse(image.executable(), Path.of("/proc/" + target.pid() + "/exe"));
                return new MemoryImage(
                        seen.goVersion(), image.bias(), image.code().mappings(), executable, pages, truth);
            }
        }
    }

    private static void look(TargetImage image, String goVersion, MemoryReader memory) throws Exception {
        try (Symbolizer symbolizer = new Symbolizer()) {
            GoProcess process = GoProcess.locate(
                    new TargetImage(image.executable(), image.bias(), image.code(), memory, symbolizer),
                    goVersion,
                    false);
            new GoStateReader(process, () -> 0).read();
        }
    }

    /** Keeps, whole, every page that anything is read of. */
    private static MemoryReader keeping(MemoryReader reader, Map<Long, byte[]> pages) {
        MemorySegment buffer = Arena.ofAuto().allocate(MemoryImage.PAGE_BYTES);
        return (address, into, offset, length) -> {
            long got = reader.read(address, into, offset, length);
            for (long page = address & -MemoryImage.PAGE_BYTES; page < address + got; page += MemoryImage.PAGE_BYTES) {
                if (reader.read(page, buffer, 0, MemoryImage.PAGE_BYTES) == MemoryImage.PAGE_BYTES) {
                    pages.putIfAbsent(page, buffer.toArray(ValueLayout.JAVA_BYTE));
                }
            }
            return got;
        };
    }

    private static MemorySegment sparse(ElfFile file, Path path) throws IOException {
        byte[] whole = Files.readAllBytes(path);
        byte[] kept = new byte[whole.length];
        copy(whole, kept, 0, MemoryImage.PAGE_BYTES);
        for (Section section : file.sections()) {
            if (KEPT.contains(section.name())) {
                copy(whole, kept, section.offset(), section.size());
            }
        }
        long table = file.bytes().i64(40);
        copy(whole, kept, table, (long) file.bytes().u16(58) * file.bytes().u16(60));
        return MemorySegment.ofArray(kept);
    }

    private static void copy(byte[] from, byte[] to, long offset, long length) {
        System.arraycopy(from, (int) offset, to, (int) offset, (int) Math.min(length, from.length - offset));
    }
}
