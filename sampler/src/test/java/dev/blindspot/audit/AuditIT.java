package dev.blindspot.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.elf.ElfFile;
import dev.blindspot.elf.ElfFormatException;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.model.BinaryAudit;
import dev.blindspot.model.BinaryAudit.Call;
import dev.blindspot.model.BinaryAudit.LinkedFunction;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Audits of Go's own builds, against what Go's tools say of the unstripped twin. */
class AuditIT {
    /** {@code main.go:25  0x4a1b2c  e8…  CALL runtime.SetFinalizer(SB)}; type arguments may hold blanks. */
    private static final Pattern CALL =
            Pattern.compile("^\\s+(\\S+:\\d+)\\s.*\\s(?:CALL|JMP) (?:local\\.)?(.+)\\(SB\\)");

    /** Go inlines these: the disassembly shows only the calls within them. */
    private static final Set<String> INLINED = Set.of("syscall.Mmap", "plugin.Open", "C.malloc");

    private static final Pattern TYPE_ARGUMENTS = Pattern.compile("\\[.*]");

    static Stream<Arguments> builds() {
        return GoBuilds.versions()
                .flatMap(version -> Stream.of("plain", "pie", "cgo", "pie-cgo", "arm64")
                        .map(variant -> Arguments.of(version, variant)));
    }

    @ParameterizedTest
    @MethodSource("builds")
    void agreesWithTheDisassemblyAndStrippingChangesNothing(String version, String variant) throws Exception {
        Path plain = GoBuilds.build("leakprone", version, variant);
        BinaryAudit audit = Auditor.audit(plain);
        Map<String, Set<String>> mine = new TreeMap<>();
        for (LinkedFunction function : audit.functions()) {
            for (Call call : function.calls()) {
                mine.computeIfAbsent(function.function(), key -> new TreeSet<>())
                        .add(String.valueOf(call.file()).replaceFirst(".*/", "") + ":" + call.line());
            }
        }
        mine.keySet().removeAll(INLINED);
        // Go 1.19's disassembler knows no functions in a PIE: that it is one changes no call.
        String disassembled = variant.equals("pie") ? "plain" : variant.replace("pie-", "");
        assertEquals(calls(version, GoBuilds.build("leakprone", version, disassembled)), mine);

        BinaryAudit stripped = Auditor.audit(GoBuilds.build("leakprone", version, variant + "-stripped"));
        assertEquals(audit.functions(), stripped.functions());
        assertEquals(true, stripped.stripped());
        assertEquals(false, audit.stripped());
        assertEquals(variant.contains("pie"), audit.pie());
        assertEquals(variant.contains("cgo"), audit.cgo());
        assertEquals(variant.equals("arm64") ? "arm64" : "amd64", audit.arch());
        assertEquals("targets", audit.modulePath());
        assertTrue(String.valueOf(audit.goVersion()).startsWith("go" + version), audit.goVersion());
    }

    /** Every function of the target that calls, as its source says. */
    @ParameterizedTest
    @MethodSource("builds")
    void namesWhoCalls(String version, String variant) throws Exception {
        int minor = Integer.parseInt(version.substring(2));
        Map<String, Set<String>> expected = new TreeMap<>();
        expected.put("runtime.SetFinalizer", Set.of("main.attach", "main.finalized"));
        expected.put("syscall.Mmap", Set.of("main.mapped"));
        expected.put("plugin.Open", Set.of("main.opened"));
        if (minor >= 21) {
            expected.put("runtime.(*Pinner).Pin", Set.of("main.pinned"));
        }
        if (minor >= 24) {
            expected.put("runtime.AddCleanup", Set.of("main.cleaned"));
        }
        if (variant.contains("cgo")) {
            expected.put("C.malloc", Set.of("main.allocated"));
            expected.put("C.CString", Set.of("main.copied"));
            expected.put("runtime/cgo.NewHandle", Set.of("main.handled"));
        }
        Map<String, Set<String>> mine = new TreeMap<>();
        for (LinkedFunction function :
                Auditor.audit(GoBuilds.build("leakprone", version, variant)).functions()) {
            Set<String> callers = new TreeSet<>();
            function.judged().forEach(call -> callers.add(call.caller()));
            if (!callers.isEmpty()) {
                mine.put(function.function(), callers);
            }
        }
        assertEquals(expected, mine);
    }

    @ParameterizedTest
    @MethodSource("dev.blindspot.elf.GoBuilds#versions")
    void survivesDamage(String version) throws Exception {
        byte[] image = Files.readAllBytes(GoBuilds.build("leakprone", version, "pie-stripped"));
        Random random = new Random(3);
        int answered = 0;
        for (int round = 0; round < 25; round++) {
            byte[] damaged = image.clone();
            for (int i = 0; i < 100 * (round % 5) + 1; i++) {
                damaged[round % 2 == 0 ? random.nextInt(0x400) : random.nextInt(image.length)] =
                        (byte) random.nextInt();
            }
            answered += answers(MemorySegment.ofArray(damaged)) ? 1 : 0;
            answered += answers(MemorySegment.ofArray(image).asSlice(0, random.nextInt(image.length))) ? 1 : 0;
        }
        assertTrue(answered > 0);
    }

    private static boolean answers(MemorySegment image) {
        try (ElfFile file = ElfFile.of(image)) {
            Auditor.audit("damaged", file);
            return true;
        } catch (ElfFormatException e) {
            return false;
        }
    }

    /** File and line of every call of a leak-prone function, by function; what cgo wrote calls nobody. */
    private static Map<String, Set<String>> calls(String version, Path binary) throws IOException {
        Map<String, Set<String>> calls = new TreeMap<>();
        String within = "";
        for (String line :
                GoBuilds.go(version, "tool", "objdump", binary.toString()).split("\n", -1)) {
            if (line.startsWith("TEXT ")) {
                String name =
                        line.substring("TEXT ".length(), line.indexOf("(SB)")).replaceFirst("^local\\.", "");
                within = TYPE_ARGUMENTS.matcher(name).replaceFirst("[...]");
            }
            Matcher call = CALL.matcher(line);
            String target = call.find() ? TYPE_ARGUMENTS.matcher(call.group(2)).replaceFirst("[...]") : within;
            // A function that jumps to itself has grown its stack.
            if (!target.equals(within) && !LeakProne.isGeneratedByCgo(within)) {
                LeakProne called = LeakProne.of(target);
                if (called != null) {
                    calls.computeIfAbsent(called.name(), key -> new TreeSet<>()).add(call.group(1));
                }
            }
        }
        return calls;
    }
}
