package dev.blindspot.symbol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.blindspot.elf.ElfFile;
import dev.blindspot.elf.ElfSymbols;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.elf.Pclntab;
import dev.blindspot.elf.UnwindRule;
import dev.blindspot.model.Frame;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Addresses of running Go programs, loaded where the kernel put them. */
class SymbolizerIT {
    /** A return address: on amd64 the word at the stack pointer, on arm64 the link register has it. */
    private static final long CALLER = 0x1234;

    static Stream<Arguments> builds() {
        return GoBuilds.versions()
                .flatMap(version ->
                        Stream.of("stripped", "pie-stripped").map(variant -> Arguments.of(version, variant)));
    }

    static Stream<String> versions() {
        return GoBuilds.versions();
    }

    @ParameterizedTest
    @MethodSource("builds")
    void knowsTheStackAProgramIsIn(String version, String variant) throws Exception {
        Process target = start(GoBuilds.build("frames", version, variant));
        try (BufferedReader out = target.inputReader();
                Writer in = target.outputWriter();
                Symbolizer symbolizer = new Symbolizer()) {
            assertEquals("ready", out.readLine());
            in.append("\n").flush();
            String[] words = Objects.requireNonNull(out.readLine()).split("\t", -1);
            long pc = Long.parseUnsignedLong(words[0].substring(words[0].indexOf(' ') + 1), 16);
            CodeMap map = codeMap(target.pid());
            List<String> mine = new ArrayList<>();
            for (Frame frame : symbolizer.frames(map, pc, true)) {
                mine.add(frame.function() + " " + frame.file() + ":" + frame.line());
                assertEquals(pc, frame.pc());
                assertTrue(frame.module().endsWith("/frames"), frame.module());
                assertNotNull(frame.buildId());
                assertEquals(!mine.getLast().startsWith("main.outer"), frame.inlined());
            }
            assertEquals(List.of(words).subList(2, 5), mine);
            assertTrue(UnwindRule.cfaOffset(symbolizer.unwindRule(map, pc)) > 0);
        } finally {
            target.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aStackEndsWhereGoEndsIt(String version) throws Exception {
        Path binary = GoBuilds.build("frames", version, "plain");
        CodeMap map = new CodeMap(List.of(textOf(binary)));
        try (ElfFile file = ElfFile.open(binary);
                Symbolizer symbolizer = new Symbolizer()) {
            Pclntab table = Objects.requireNonNull(Pclntab.of(file));
            long[] pcs = {
                entry(table, "main.afterLast"),
                0x17,
                entry(table, "main.main") + 1,
                entry(table, "runtime.goexit") + 2,
                entry(table, "main.outer") + 1
            };
            List<String> functions = new ArrayList<>();
            for (Frame frame : symbolizer.stack(map, pcs, pcs.length).frames()) {
                functions.add(String.valueOf(frame.function()));
            }
            assertEquals(List.of("main.afterLast", "main.main", "runtime.goexit"), functions);
        }
    }

    /** The drain asks for every sample. Bytes allocated in 20,000 rounds, less than one small object each. */
    @ParameterizedTest
    @MethodSource("versions")
    void repairingStacksAllocatesNothing(String version) throws Exception {
        Path binary = GoBuilds.build("frames", version, "plain");
        CodeMap map = new CodeMap(List.of(textOf(binary)));
        try (ElfFile file = ElfFile.open(binary);
                Symbolizer symbolizer = new Symbolizer()) {
            Pclntab table = Objects.requireNonNull(Pclntab.of(file));
            long leaf = entry(table, "runtime.memmove") + 1;
            ReturnAddressRepair repair = new ReturnAddressRepair(symbolizer::unwindRule, file.arch());
            ReturnAddressRepair.StackWords words = offset -> CALLER;
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = 0;
            for (int round = 0; round < 40_000; round++) {
                if (round == 20_000) {
                    before = threads.getCurrentThreadAllocatedBytes();
                }
                assertEquals(1, repair.repair(map, leaf, 0x7000, 0x8000, CALLER, words, 128));
                assertEquals(CALLER, repair.missing(0));
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(allocated < 20_000, allocated + " bytes");
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void knowsLibcInAProgramWithC(String version) throws Exception {
        Process target = start(GoBuilds.build("cgomap", version, "plain"));
        try (BufferedReader out = target.inputReader();
                Symbolizer symbolizer = new Symbolizer()) {
            assertEquals("ready", out.readLine());
            CodeMap map = codeMap(target.pid());
            CodeMapping libc = map.mappings().stream()
                    .filter(mapping -> mapping.path().contains("/libc"))
                    .findFirst()
                    .orElseThrow();
            try (ElfFile file = ElfFile.open(Objects.requireNonNull(libc.file()))) {
                long malloc = Objects.requireNonNull(
                                new ElfSymbols(file).exported(Set.of("malloc")).get("malloc"))
                        .iterator()
                        .next();
                long pc = libc.start() + malloc - file.addressOfMapping(libc.fileOffset());
                Frame frame = symbolizer.frames(map, pc, false).getFirst();
                assertTrue(String.valueOf(frame.function()).endsWith("malloc"), frame.toString());
                assertEquals(libc.path(), frame.module());
                assertNotNull(frame.buildId());
                assertNull(frame.file());
                long rule = symbolizer.unwindRule(map, pc);
                assertTrue(UnwindRule.isByStackPointer(rule));
            }
        } finally {
            target.destroyForcibly().waitFor();
        }
    }

    private static Process start(Path binary) throws IOException {
        return new ProcessBuilder(binary.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static CodeMap codeMap(long pid) throws IOException {
        List<CodeMapping> mappings = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/maps"))) {
            String[] words = line.split(" +", 6);
            if (words[1].contains("x")) {
                String[] range = words[0].split("-", 2);
                String path = words.length > 5 ? words[5] : "";
                mappings.add(new CodeMapping(
                        Long.parseUnsignedLong(range[0], 16),
                        Long.parseUnsignedLong(range[1], 16),
                        Long.parseLong(words[2], 16),
                        path,
                        path.startsWith("/") ? Path.of(path) : null));
            }
        }
        return new CodeMap(mappings);
    }

    private static CodeMapping textOf(Path binary) throws IOException {
        try (ElfFile file = ElfFile.open(binary)) {
            return file.segments().stream()
                    .filter(segment -> segment.isLoad() && segment.isExecutable())
                    .map(text -> new CodeMapping(
                            text.address(), text.address() + text.fileSize(), text.offset(), binary.toString(), binary))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static long entry(Pclntab table, String name) throws IOException {
        for (int i = 0; i < table.count(); i++) {
            if (table.name(i).equals(name)) {
                return table.entry(i);
            }
        }
        throw new AssertionError(name + " is not in the table");
    }
}
