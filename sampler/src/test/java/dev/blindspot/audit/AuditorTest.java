package dev.blindspot.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.elf.Arch;
import dev.blindspot.elf.ElfFile;
import dev.blindspot.elf.ElfFormatException;
import dev.blindspot.elf.SyntheticGoFile;
import dev.blindspot.model.BinaryAudit;
import dev.blindspot.model.BinaryAudit.Call;
import dev.blindspot.model.BinaryAudit.LinkedFunction;
import dev.blindspot.model.LeakClass;
import dev.blindspot.model.SamplerException;
import dev.blindspot.model.Severity;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AuditorTest {
    private static final int CALL = 0x1000 + 0x30;

    @ParameterizedTest
    @EnumSource(Arch.class)
    void findsDirectAndInlinedCalls(Arch arch) throws Exception {
        BinaryAudit audit = Auditor.audit(
                "made", made(arch, "example.com/m.leak", "syscall.Mmap", true).open());
        Call call = new Call("example.com/m.leak", "main.go", 12, false, false);
        assertEquals(
                List.of(
                        new LinkedFunction("runtime.SetFinalizer", LeakClass.FINALIZER, List.of(call)),
                        new LinkedFunction("syscall.Mmap", LeakClass.MMAP, List.of(call))),
                audit.functions());
        assertEquals(Severity.SUSPECT, audit.functions().getFirst().severity());
        assertEquals(arch.goName(), audit.arch());
        assertEquals("no-build-info", audit.notes().getFirst().code());
    }

    @Test
    void whatOnlyGosLibraryCallsIsNoSuspicion() throws Exception {
        BinaryAudit audit = Auditor.audit(
                "made", made(Arch.AMD64, "os.newFile", "os.kind", true).open());
        LinkedFunction function = audit.functions().getFirst();
        assertEquals(List.of("os.newFile"), function.callers());
        assertEquals(Severity.INFO, function.severity());
    }

    @Test
    void whatNobodyCallsIsLinkedInNevertheless() throws Exception {
        BinaryAudit audit = Auditor.audit(
                "made", made(Arch.AMD64, "main.main", "main.f", false).open());
        assertEquals(
                List.of(new LinkedFunction("runtime.SetFinalizer", LeakClass.FINALIZER, List.of())), audit.functions());
        assertEquals(Severity.INFO, audit.functions().getFirst().severity());
    }

    @Test
    void survivesDamage() {
        Random random = new Random(5);
        int answered = 0;
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = made(round % 2 == 0 ? Arch.AMD64 : Arch.ARM64, "main.a", "main.b", true)
                    .bytes();
            for (int i = 0; i <= random.nextInt(4); i++) {
                bytes[0x2000 + random.nextInt(0x1000)] = (byte) random.nextInt();
            }
            try (ElfFile file = ElfFile.of(MemorySegment.ofArray(bytes))) {
                Auditor.audit("damaged", file);
                answered++;
            } catch (ElfFormatException e) {
                assertTrue(String.valueOf(e.getMessage()).length() > 5);
            }
        }
        assertTrue(answered > 0);
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "40, 5", "5000, 5"})
    void whatIsNoGoProgramSaysSo(int bytes, int exitCode, @TempDir Path directory) throws Exception {
        Path file = Files.write(directory.resolve("file"), new byte[bytes]);
        SamplerException failure = assertThrows(SamplerException.class, () -> Auditor.audit(file));
        assertEquals(exitCode, failure.exitCode());
        assertTrue(String.valueOf(failure.getMessage()).contains(file.toString()));
    }

    @Test
    void whatIsNotThereOrADirectorySaysSo(@TempDir Path directory) {
        assertThrows(SamplerException.NoSuchProcess.class, () -> Auditor.audit(directory.resolve("none")));
        assertThrows(SamplerException.NotGo.class, () -> Auditor.audit(directory));
    }

    /** The first function calls the second, {@code runtime.SetFinalizer}, which begins 0x40 after it. */
    private static SyntheticGoFile made(Arch arch, String outer, String inner, boolean calls) {
        SyntheticGoFile made = new SyntheticGoFile(arch, false, false, outer, inner, "runtime.SetFinalizer");
        ByteBuffer bytes = ByteBuffer.wrap(made.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        if (calls && arch == Arch.AMD64) {
            bytes.put(CALL, (byte) 0xe8).putInt(CALL + 1, 0x10 - 5);
        } else if (calls) {
            bytes.putInt(CALL, 0x9400_0000 | 0x10 / 4);
        }
        return made;
    }
}
