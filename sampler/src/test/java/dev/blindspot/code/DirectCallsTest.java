package dev.blindspot.code;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.elf.Arch;
import dev.blindspot.elf.Bytes;
import dev.blindspot.elf.ElfFormatException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectCallsTest {
    private static final long START = 0x40_1000;

    /** Encodings as {@code go tool asm} and GNU as write them. */
    @Test
    void amd64() throws Exception {
        byte[] code = {
            (byte) 0xe8,
            0x0b,
            0,
            0,
            0, // CALL +0x10
            0x48,
            (byte) 0x89,
            (byte) 0xc3, // MOVQ AX, BX
            (byte) 0xe9,
            (byte) 0xf3,
            (byte) 0xef,
            (byte) 0xff,
            (byte) 0xff, // JMP, back before the code
            (byte) 0xe8,
            0,
            0,
            0 // cut short
        };
        assertEquals(List.of("0 -> 16", "8 -> -4096"), calls(Arch.AMD64, code));
    }

    @Test
    void arm64() throws Exception {
        byte[] code = ByteBuffer.allocate(20)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x9400_0004) // BL +0x10
                .putInt(0xaa00_03e1) // MOV X1, X0
                .putInt(0x97ff_fffe) // BL -8
                .putInt(0x17ff_fbfd) // B, back before the code
                .putInt(0x5400_0040) // B.EQ, which calls nobody
                .array();
        assertEquals(List.of("0 -> 16", "8 -> 0", "12 -> -4096"), calls(Arch.ARM64, code));
    }

    private static List<String> calls(Arch arch, byte[] code) throws ElfFormatException {
        List<String> calls = new ArrayList<>();
        DirectCalls.find(
                arch,
                new Bytes(MemorySegment.ofArray(code)),
                START,
                (address, target) -> calls.add((address - START) + " -> " + (target - START)));
        return calls;
    }
}
