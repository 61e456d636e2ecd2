package dev.blindspot.symbol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.elf.UnwindRule;
import dev.blindspot.model.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SymbolizerTest {
    /** {@code /bin/true} of every system is an ELF file, and not one of Go. */
    private static final Path PROGRAM_OF_C = Path.of("/bin/true");

    @Test
    void anAddressInNoMappingIsInTheUnknownModule() {
        try (Symbolizer symbolizer = new Symbolizer()) {
            CodeMap map = new CodeMap(List.of());
            assertEquals(List.of(unnamed(0x1234, "[unknown]")), symbolizer.frames(map, 0x1234, false));
            assertEquals(UnwindRule.UNKNOWN, symbolizer.unwindRule(map, 0x1234));
        }
    }

    @Test
    void mappingsWithoutFileKeepTheirName() {
        CodeMap map = new CodeMap(List.of(
                new CodeMapping(0x1000, 0x2000, 0, "[vdso]", null), new CodeMapping(0x2000, 0x3000, 0, "", null)));
        try (Symbolizer symbolizer = new Symbolizer()) {
            assertEquals(List.of(unnamed(0x1800, "[vdso]")), symbolizer.frames(map, 0x1800, false));
            assertEquals(List.of(unnamed(0x2000, "[vdso]")), symbolizer.frames(map, 0x2000, true));
            assertEquals(List.of(unnamed(0x2001, "[unknown]")), symbolizer.frames(map, 0x2001, true));
        }
    }

    @Test
    void ofAReturnAddressInNoMappingNothingIsLeft() {
        CodeMap map = new CodeMap(List.of(new CodeMapping(0x1000, 0x2000, 0, "/bin/x", null)));
        try (Symbolizer symbolizer = new Symbolizer()) {
            long[] pcs = {0x9000, 0x1100, 0x7, 0x1000, 0x2000, 0x1200};
            List<Frame> frames = symbolizer.stack(map, pcs, 5).frames();
            assertEquals(
                    List.of(unnamed(0x9000, "[unknown]"), unnamed(0x1100, "/bin/x"), unnamed(0x2000, "/bin/x")),
                    frames);
        }
    }

    @Test
    void aFileThatIsNoneOfElfGivesItsNameOnly(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("text"), "not an ELF file");
        CodeMap map = new CodeMap(List.of(new CodeMapping(0x1000, 0x2000, 0, "/text", file)));
        try (Symbolizer symbolizer = new Symbolizer()) {
            assertEquals(List.of(unnamed(0x1000, "/text")), symbolizer.frames(map, 0x1000, false));
        }
    }

    @Test
    void aFileReplacedUnderItsPathIsAnotherOne(@TempDir Path directory) throws IOException {
        Path file = Files.copy(PROGRAM_OF_C, directory.resolve("program"));
        CodeMap before = new CodeMap(List.of(new CodeMapping(0x1000, 0x2000, 0x1000, "/program", file)));
        CodeMap after = new CodeMap(List.of(new CodeMapping(0x1000, 0x2000, 0x1000, "/program", file)));
        try (Symbolizer symbolizer = new Symbolizer()) {
            symbolizer.open(before);
            Files.delete(file);
            Files.writeString(file, "not an ELF file");
            assertNull(symbolizer.frames(after, 0x1000, false).getFirst().buildId());
            Files.delete(file);
            String buildId = symbolizer.frames(before, 0x1000, false).getFirst().buildId();
            assertTrue(buildId != null && buildId.matches("[0-9a-f]{40}"), "what was mapped when it was opened");
        }
    }

    /** The JVM turns SIGBUS at a mapped file into an error at the read: that must stay inside. */
    @Test
    void aFileCutShortGivesNoFunction(@TempDir Path directory) throws IOException {
        Path file = Files.copy(PROGRAM_OF_C, directory.resolve("program"));
        CodeMap map = new CodeMap(List.of(new CodeMapping(0x1000, 0x9000, 0x1000, "/program", file)));
        try (Symbolizer symbolizer = new Symbolizer()) {
            symbolizer.open(map);
            Files.write(file, new byte[0]);
            for (long pc = 0x2000; pc < 0x9000; pc += 0x800) {
                assertNull(symbolizer.frames(map, pc, false).getFirst().function());
                symbolizer.unwindRule(map, pc);
            }
        }
    }

    /** Nobody calls where a signal handler returns to: what is before it does not matter. */
    @Test
    void whereSignalHandlersReturnToIsKnownByItsInstructions(@TempDir Path directory) throws IOException {
        byte[] code = {0x48, (byte) 0xc7, (byte) 0xc0, 0x0f, 0, 0, 0, 0x0f, 0x05};
        int at = 0x1234;
        byte[] image = libraryOfOneSegment(0x2000).put(at, code).array();
        Path file = Files.write(directory.resolve("libc"), image);
        CodeMap map = new CodeMap(List.of(new CodeMapping(0x7000_0000, 0x7000_2000, 0, "/libc", file)));
        try (Symbolizer symbolizer = new Symbolizer()) {
            for (boolean isReturnAddress : new boolean[] {true, false}) {
                assertEquals(
                        "__restore_rt",
                        symbolizer
                                .frames(map, 0x7000_0000 + at, isReturnAddress)
                                .getFirst()
                                .function());
                assertNull(symbolizer
                        .frames(map, 0x7000_0000 + at + 1, isReturnAddress)
                        .getFirst()
                        .function());
            }
        }
    }

    private static ByteBuffer libraryOfOneSegment(int size) {
        int header = 64;
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1);
        bytes.putShort(16, (short) 3).putShort(18, (short) 62);
        bytes.putLong(32, header).putShort(54, (short) 56).putShort(56, (short) 1);
        bytes.putInt(header, 1).putInt(header + 4, 5);
        return bytes.putLong(header + 32, size).putLong(header + 40, size);
    }

    private static Frame unnamed(long pc, String module) {
        return new Frame(pc, module, null, null, null, null, false);
    }
}
