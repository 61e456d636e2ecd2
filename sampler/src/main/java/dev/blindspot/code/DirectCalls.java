package dev.blindspot.code;

import dev.blindspot.elf.Arch;
import dev.blindspot.elf.Bytes;
import dev.blindspot.elf.ElfFormatException;

/**
 * Finds the addresses that code calls or jumps to directly; a jump may be the call at a function's end.
 *
 * <p>On amd64 these are CALL and JMP with a distance of 32 bits. The bytes are not decoded into instructions: whatever
 * looks like one is told. What merely looks like one leads to any of 4 GiB of addresses, so who asks for the few where
 * functions begin gets those alone.
 *
 * <p>On arm64 they are BL and B.
 *
 * <p>Threads: safe.
 */
public final class DirectCalls {
    private static final int CALL_REL32 = 0xe8;
    private static final int JMP_REL32 = 0xe9;
    private static final int REL32_BYTES = 5;

    /** The upper six bits of the word. */
    private static final int BL = 0b100101;

    private static final int B = 0b000101;

    /** Is told of a call. */
    public interface Visitor {
        /**
         * Takes one.
         *
         * @param address of the instruction
         * @param target where it leads
         */
        void accept(long address, long target) throws ElfFormatException;
    }

    private DirectCalls() {}

    /**
     * Tells the calls in order.
     *
     * @param start address of the code's first byte
     */
    public static void find(Arch arch, Bytes code, long start, Visitor visitor) throws ElfFormatException {
        if (arch == Arch.AMD64) {
            amd64(code, start, visitor);
        } else {
            arm64(code, start, visitor);
        }
    }

    private static void amd64(Bytes code, long start, Visitor visitor) throws ElfFormatException {
        for (long i = 0; i + REL32_BYTES <= code.size(); i++) {
            int opcode = code.u8(i);
            if (opcode == CALL_REL32 || opcode == JMP_REL32) {
                visitor.accept(start + i, start + i + REL32_BYTES + code.i32(i + 1));
            }
        }
    }

    private static void arm64(Bytes code, long start, Visitor visitor) throws ElfFormatException {
        for (long i = 0; i + 4 <= code.size(); i += 4) {
            int word = code.i32(i);
            int opcode = word >>> 26;
            if (opcode == BL || opcode == B) {
                visitor.accept(start + i, start + i + ((long) (word << 6) >> 4));
            }
        }
    }
}
