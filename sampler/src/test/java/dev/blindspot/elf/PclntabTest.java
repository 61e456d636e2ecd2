package dev.blindspot.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PclntabTest {
    static Stream<Arguments> forms() {
        return Stream.of(Arch.values())
                .flatMap(arch -> Stream.of(true, false)
                        .flatMap(old -> Stream.of(true, false).map(relocated -> Arguments.of(arch, old, relocated))));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void readsFunctionsLinesAndInlinedCalls(Arch arch, boolean beforeGo120, boolean relocated) throws Exception {
        SyntheticGoFile made = new SyntheticGoFile(arch, beforeGo120, relocated);
        Pclntab table = Objects.requireNonNull(Pclntab.of(made.open()));
        long text = made.text();
        assertEquals(made.moduledata_(), table.moduledata());
        assertEquals(2, table.count());
        assertEquals(text, table.entry(0));
        assertEquals(text + 0x60, table.end(1));
        assertEquals(-1, table.indexOf(text - 1));
        assertEquals(-1, table.indexOf(text + 0x60));
        assertEquals(List.of(new SourceFrame("main.outer", "main.go", 10, false)), table.frames(text + 0xf));
        assertEquals(
                List.of(
                        new SourceFrame("main.inner", "main.go", 33, true),
                        new SourceFrame("main.outer", "main.go", 12, false)),
                table.frames(text + 0x10));
        assertEquals(List.of(new SourceFrame("main.outer", "main.go", 12, false)), table.frames(text + 0x3f));
        assertEquals(List.of(new SourceFrame("main.Map[...]", null, 0, false)), table.frames(text + 0x40));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void knowsTheStackDepth(Arch arch, boolean beforeGo120, boolean relocated) throws Exception {
        SyntheticGoFile made = new SyntheticGoFile(arch, beforeGo120, relocated);
        Pclntab table = Objects.requireNonNull(Pclntab.of(made.open()));
        assertEquals(0, table.stackDepth(0, made.text() + 4));
        assertEquals(24, table.stackDepth(0, made.text() + 8));
        assertEquals(-1, table.stackDepth(1, made.text() + 0x44));
        long rule = table.unwindRule(0, made.text() + 8);
        assertTrue(UnwindRule.isGo(rule));
        assertEquals(24, UnwindRule.cfaOffset(rule));
        assertEquals(UnwindRule.UNKNOWN, table.unwindRule(1, made.text() + 0x44));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void tellsWhatWasInlinedAndWhere(Arch arch, boolean beforeGo120, boolean relocated) throws Exception {
        SyntheticGoFile made = new SyntheticGoFile(arch, beforeGo120, relocated);
        Pclntab table = Objects.requireNonNull(Pclntab.of(made.open()));
        List<String> calls = new ArrayList<>();
        for (int function = 0; function < table.count(); function++) {
            table.inlinedCalls(
                    function, (nameId, address) -> calls.add(table.nameAt(nameId) + " at " + (address - made.text())));
        }
        assertEquals(List.of("main.inner at 36"), calls);
        assertEquals(0x40, table.code(0).size());
        assertEquals(0x20, table.code(1).size());
    }

    @Test
    void aFileWithoutModuledataAndTextStartHasNoSymbols() throws Exception {
        SyntheticGoFile made = new SyntheticGoFile(Arch.AMD64, false, false);
        made.bytes()[0x2800] ^= 1;
        assertNull(Pclntab.of(made.open()));
    }

    @Test
    void whatIsNoElfFileSaysSo() {
        assertThrows(ElfFormatException.class, () -> ElfFile.of(MemorySegment.ofArray(new byte[0])));
        assertThrows(ElfFormatException.class, () -> ElfFile.of(MemorySegment.ofArray(new byte[4096])));
        byte[] cut = new byte[0x1800];
        System.arraycopy(new SyntheticGoFile(Arch.AMD64, false, false).bytes(), 0, cut, 0, cut.length);
        assertThrows(ElfFormatException.class, () -> ElfFile.of(MemorySegment.ofArray(cut)));
    }

    /** A damaged file gives other answers or the one exception, never another, and comes to an end. */
    @ParameterizedTest
    @MethodSource("forms")
    void survivesDamage(Arch arch, boolean beforeGo120, boolean relocated) {
        Random random = new Random(7);
        int answered = 0;
        for (int round = 0; round < 3000; round++) {
            SyntheticGoFile made = new SyntheticGoFile(arch, beforeGo120, relocated);
            for (int i = 0; i <= random.nextInt(4); i++) {
                int at = random.nextInt(4) == 0 ? random.nextInt(0x100) : 0x2000 + random.nextInt(0x1000);
                made.bytes()[at] = (byte) random.nextInt();
            }
            answered += Damage.askAll(MemorySegment.ofArray(made.bytes()));
        }
        assertTrue(answered > 0);
    }

    @Test
    void buildInfoSaysVersionExperimentsAndSettings() throws Exception {
        byte[] image = new SyntheticGoFile(Arch.AMD64, false, false).bytes();
        byte[] info = GoBuildInfoFixture.bytes(
                "go1.26.10-X:nogreenteagc,synctest",
                "path\texample.org/cmd/x\nmod\texample.org/m\tv1.2.3\t\nbuild\t-buildmode=pie\nbuild\tCGO_ENABLED=1\n");
        System.arraycopy(info, 0, image, 0x2600, info.length);
        GoBuildInfo build = GoBuildInfo.of(ElfFile.of(MemorySegment.ofArray(image)));
        assertNotNull(build);
        assertEquals("go1.26.10", build.version());
        assertEquals(26, build.minor());
        assertEquals(List.of("nogreenteagc", "synctest"), build.experiments());
        assertEquals("example.org/m", build.modulePath());
        assertEquals(true, build.cgo());
        assertEquals("pie", build.settings().get("-buildmode"));
    }
}
