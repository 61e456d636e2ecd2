package dev.blindspot.elf;

/**
 * Where a Go function has checked its stack: the place from which it runs on and is not begun again.
 *
 * <p>A Go function compares the stack pointer with the goroutine's limit first; where that fails the stack is grown, or
 * the goroutine yields, and the function starts anew. Who counts calls at the first instruction counts such a call twice.
 *
 * <pre>
 * amd64  small   cmp  rsp, [r14+16]            49 3b 66 10
 *                jbe  …                        76 .. | 0f 86 ....
 *        medium  lea  r12, [rsp-n]             4c 8d 64 24 .. | 4c 8d a4 24 ....
 *                cmp  r12, [r14+16]; jbe       4d 3b 66 10
 *        large   mov  r12, rsp; sub r12, n     49 89 e4 49 81 ec ....
 *                jb   …                        72 .. | 0f 82 ....
 *                cmp  r12, [r14+16]; jbe
 * arm64          ldr  x16, [x28, #16]          f9400b90
 *                … cmp …; b.ls …               54 ......9
 * </pre>
 *
 * <p>Source: cmd/internal/obj/x86/obj6.go and cmd/internal/obj/arm64/obj7.go, stacksplit; Go 1.17 to 1.27.
 */
public final class GoPrologue {
    /** The longest check, the large one of amd64, has 27 bytes. */
    private static final int MAX_BYTES = 64;

    private static final int ARM64_LOAD_LIMIT = 0xf9400b90;
    private static final int ARM64_BRANCH_MASK = 0xff00001f;
    private static final int ARM64_BRANCH_LOWER_OR_SAME = 0x54000009;

    private GoPrologue() {}

    /**
     * Bytes from a function's entry to the instruction after its stack check; 0 for a function that has none.
     *
     * @param entry file offset of the function
     * @param size its bytes
     */
    public static int checkBytes(Bytes file, Arch arch, long entry, long size) throws ElfFormatException {
        Bytes code = file.slice(entry, Math.min(size, MAX_BYTES));
        return arch == Arch.ARM64 ? arm64(code) : amd64(code);
    }

    private static int arm64(Bytes code) throws ElfFormatException {
        if (!code.holds(0, 4) || code.i32(0) != ARM64_LOAD_LIMIT) {
            return 0;
        }
        for (int at = 4; code.holds(at, 4); at += 4) {
            if ((code.i32(at) & ARM64_BRANCH_MASK) == ARM64_BRANCH_LOWER_OR_SAME) {
                return at + 4;
            }
        }
        return 0;
    }

    private static int amd64(Bytes code) throws ElfFormatException {
        if (starts(code, 0, 0x49, 0x3b, 0x66, 0x10)) {
            return branch(code, 4, 0x76, 0x86);
        }
        int compare = 0;
        if (starts(code, 0, 0x4c, 0x8d, 0x64, 0x24)) {
            compare = 5;
        } else if (starts(code, 0, 0x4c, 0x8d, 0xa4, 0x24)) {
            compare = 8;
        } else if (starts(code, 0, 0x49, 0x89, 0xe4, 0x49, 0x81, 0xec)) {
            compare = branch(code, 10, 0x72, 0x82);
        }
        return compare != 0 && starts(code, compare, 0x4d, 0x3b, 0x66, 0x10)
                ? branch(code, compare + 4, 0x76, 0x86)
                : 0;
    }

    /** Behind a conditional branch in its short or its near form; 0 where there is none. */
    private static int branch(Bytes code, int at, int shortOpcode, int nearOpcode) throws ElfFormatException {
        if (starts(code, at, shortOpcode)) {
            return at + 2;
        }
        return starts(code, at, 0x0f, nearOpcode) ? at + 6 : 0;
    }

    private static boolean starts(Bytes code, int at, int... bytes) throws ElfFormatException {
        if (!code.holds(at, bytes.length)) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (code.u8(at + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
