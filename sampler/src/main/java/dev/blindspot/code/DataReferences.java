package dev.blindspot.code;

import dev.blindspot.elf.Arch;
import dev.blindspot.elf.Bytes;
import dev.blindspot.elf.ElfFormatException;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Finds the addresses that a function's code refers to, in order.
 *
 * <p>On amd64 these are operands relative to the instruction pointer. The bytes are not decoded into instructions: whatever
 * looks like such an operand is told. Of what merely looks like one nearly nothing points into a program's data, a few MiB
 * of the 4 GiB it could, so who asks for addresses of data gets those alone.
 *
 * <p>On arm64 they are pages loaded by ADRP with the offsets of ADD, LDR and STR.
 *
 * <p>{@code sampler/src/main/go/layout/anchors.go} does the very same to reference programs: the two must agree.
 *
 * <p>Threads: safe.
 */
public final class DataReferences {
    private DataReferences() {}

    /**
     * Tells the addresses.
     *
     * @param code of one function
     * @param start address of its first byte
     */
    public static void find(Arch arch, Bytes code, long start, LongConsumer found) throws ElfFormatException {
        if (arch == Arch.AMD64) {
            amd64(code, start, found);
        } else {
            arm64(code, start, found);
        }
    }

    private static void amd64(Bytes code, long start, LongConsumer found) throws ElfFormatException {
        for (long i = 1; i + 5 <= code.size(); i++) {
            int modrm = code.u8(i);
            if ((modrm & 0xc7) == 0x05) {
                found.accept(start + i + 5 + immediateBytes(code.u8(i - 1), modrm) + code.i32(i + 1));
            }
        }
    }

    /** How many bytes follow the operand, by the opcode before it. */
    private static int immediateBytes(int opcode, int modrm) {
        return switch (opcode) {
            case 0x80, 0x83, 0xc6, 0xc0, 0xc1, 0x6b, 0xba -> 1;
            case 0x81, 0xc7, 0x69 -> 4;
            case 0xf6 -> (modrm >> 3 & 7) < 2 ? 1 : 0;
            case 0xf7 -> (modrm >> 3 & 7) < 2 ? 4 : 0;
            default -> 0;
        };
    }

    private static void arm64(Bytes code, long start, LongConsumer found) throws ElfFormatException {
        long[] pages = new long[32];
        for (long i = 0; i + 4 <= code.size(); i += 4) {
            int word = code.i32(i);
            int base = word >>> 5 & 31;
            int target = word & 31;
            if ((word & 0x9f00_0000) == 0x9000_0000) {
                long offset = (long) (word >> 5 << 13 >> 13) << 2 | (word >>> 29 & 3);
                pages[target] = (start + i & ~0xfffL) + (offset << 12);
                continue;
            }
            if ((word & 0xffc0_0000) == 0x9100_0000 && pages[base] != 0) {
                found.accept(pages[base] + (word >>> 10 & 0xfff));
            } else if ((word & 0x3b00_0000) == 0x3900_0000 && pages[base] != 0) {
                int scale = (word & 0x0480_0000) == 0x0480_0000 ? 4 : word >>> 30;
                found.accept(pages[base] + ((long) (word >>> 10 & 0xfff) << scale));
                if ((word >>> 22 & 3) == 0) {
                    // A store leaves its registers as they were.
                    continue;
                }
            } else if ((word & 0xfc00_0000) == 0x9400_0000) {
                Arrays.fill(pages, 0);
                continue;
            }
            pages[target] = 0;
        }
    }
}
