package dev.blindspot.symbol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.blindspot.elf.ElfFile;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.model.Frame;
import dev.blindspot.model.Stack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Go callers of C are those whose call instructions lead to it, by what Go's own disassembler reads in the program. */
class CgoCallersIT {
    private static final String CALLED_ONCE = "main._Cfunc_open_and_close";
    private static final String CALLED_TWICE = "main._Cfunc_hold";

    static Stream<String> versions() {
        return GoBuilds.versions();
    }

    /** A program with C, not running: where it is linked to. */
    private static final class Program implements AutoCloseable {
        private final String version;
        private final Path binary;
        private final CodeMap map;
        private final Symbolizer symbolizer = new Symbolizer();

        Program(String version) throws IOException {
            this.version = version;
            binary = GoBuilds.build("cgomap", version, "plain");
            try (ElfFile file = ElfFile.open(binary)) {
                map = new CodeMap(file.segments().stream()
                        .filter(segment -> segment.isLoad() && segment.isExecutable())
                        .map(text -> new CodeMapping(
                                text.address(),
                                text.address() + text.fileSize(),
                                text.offset(),
                                binary.toString(),
                                binary))
                        .toList());
            }
        }

        /** Where calls of a function return to, within the functions of a name. */
        List<Long> returns(String within, String called) throws IOException {
            List<Long> found = new ArrayList<>();
            boolean isNext = false;
            for (String line : GoBuilds.go(version, "tool", "objdump", "-s", within, binary.toString())
                    .split("\n", -1)) {
                String[] words = line.strip().split("\\s+", -1);
                if (words.length < 4 || !words[1].startsWith("0x")) {
                    continue;
                }
                if (isNext) {
                    found.add(Long.decode(words[1]));
                }
                isNext = words[3].equals("CALL")
                        && (words[4].startsWith(called + "(") || words[4].startsWith(called + ".abi0("));
            }
            return found;
        }

        long address(String symbol) throws IOException {
            return Arrays.stream(GoBuilds.go(version, "tool", "nm", binary.toString())
                            .split("\n", -1))
                    .map(line -> line.strip().split("\\s+", -1))
                    .filter(words ->
                            words.length == 3 && (words[2].equals(symbol) || words[2].equals(symbol + ".abi0")))
                    .mapToLong(words -> Long.parseLong(words[0], 16))
                    .findFirst()
                    .orElseThrow();
        }

        Stack stack(Frame leaf, long... returns) {
            List<Frame> frames = new ArrayList<>(List.of(leaf));
            for (long address : returns) {
                frames.addAll(symbolizer.frames(map, address, true));
            }
            return new Stack(frames);
        }

        /** A frame of cgo's C function, as a binary that is not stripped has it. */
        Frame stub(String wrapper) {
            return new Frame(
                    1, binary.toString(), null, "_cgo_1f" + wrapper.substring("main".length()), null, null, false);
        }

        @Override
        public void close() {
            symbolizer.close();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void callsAreWhereTheDisassemblerHasThem(String version) throws Exception {
        try (Program program = new Program(version)) {
            Symbolizer symbolizer = program.symbolizer;
            long once = program.address(CALLED_ONCE);
            long twice = program.address(CALLED_TWICE);
            List<Long> ofOnce = program.returns("^main\\.", CALLED_ONCE);
            List<Long> ofTwice = program.returns("^main\\.", CALLED_TWICE);
            assertEquals(1, ofOnce.size());
            assertEquals(2, ofTwice.size());

            assertEquals(once, symbolizer.calledBefore(program.map, ofOnce.getFirst()));
            assertEquals(twice, symbolizer.calledBefore(program.map, ofTwice.getFirst()));
            assertEquals(-1, symbolizer.calledBefore(program.map, ofOnce.getFirst() + 1));
            assertEquals(ofOnce.getFirst(), symbolizer.onlyCallOf(program.map, once + 4));
            assertEquals(-1, symbolizer.onlyCallOf(program.map, twice + 4));
            List<Long> intoC = program.returns(CALLED_ONCE, "runtime.cgocall");
            assertEquals(intoC, List.of(symbolizer.returnFromC(program.map, once, "_Cfunc_open_and_close")));
            assertEquals(-1, symbolizer.returnFromC(program.map, once, "_Cfunc_never_heard_of"));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void callersOfAnotherCallAreCutOffAndTheOnlyOnePutBack(String version) throws Exception {
        try (Program program = new Program(version)) {
            CgoCallers callers = new CgoCallers(program.symbolizer);
            long switched =
                    program.returns("^runtime\\.cgocall$", "runtime.asmcgocall").getFirst();
            long onSwitch = program.address("runtime.asmcgocall.abi0") + 1;
            long once = program.returns(CALLED_ONCE, "runtime.cgocall").getFirst();
            long twice = program.returns(CALLED_TWICE, "runtime.cgocall").getFirst();
            long caller = program.returns("^main\\.", CALLED_ONCE).getFirst();
            List<Long> others = program.returns("^main\\.", CALLED_TWICE);

            Stack whole = program.stack(program.stub(CALLED_ONCE), onSwitch, switched, once, caller);
            assertEquals(whole, callers.checked(program.map, whole));
            // The goroutine had moved on: who called is not whom it was read of, and is known nevertheless.
            Stack moved = program.stack(program.stub(CALLED_ONCE), onSwitch, switched, once, others.getFirst());
            assertNotEquals(whole, moved);
            assertEquals(whole, callers.checked(program.map, moved));
            assertEquals(
                    whole, callers.checked(program.map, program.stack(program.stub(CALLED_ONCE), onSwitch, switched)));
            // Of two callers none is taken for granted, and each is believed where it was read.
            Stack known = program.stack(program.stub(CALLED_TWICE), onSwitch, switched, twice, others.getLast());
            assertEquals(known, callers.checked(program.map, known));
            assertEquals(
                    program.stack(program.stub(CALLED_TWICE), onSwitch, switched, twice),
                    callers.checked(
                            program.map, program.stack(program.stub(CALLED_TWICE), onSwitch, switched, twice, caller)));
        }
    }
}
