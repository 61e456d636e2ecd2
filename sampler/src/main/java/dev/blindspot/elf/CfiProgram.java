package dev.blindspot.elf;

/**
 * Runs call frame instructions up to an address and keeps what concerns three registers: the one the canonical frame
 * address counts from, the return address and the frame pointer.
 *
 * <p><i>Source.</i> DWARF 5, chapter 6.4.2; register numbers from the psABI of x86-64 and of AArch64.
 */
final class CfiProgram {
    /** A register's value is still in the register. */
    private static final long IN_REGISTER = 0;
    /** A register was saved in a way that is not followed here. */
    private static final long ELSEWHERE = -1;

    private static final int MAX_REMEMBERED = 8;
    private static final int MAX_INSTRUCTIONS = 100_000;

    private final long stackPointer;
    private final long framePointer;
    private final long returnRegister;
    private final boolean pushesReturnAddress;
    private final long codeAlignment;
    private final long dataAlignment;

    /** Register, offset, depth of the return address, depth of the frame pointer. */
    private final long[] state = {ELSEWHERE, 0, IN_REGISTER, IN_REGISTER};

    private final long[] initial = new long[4];
    private final long[][] remembered = new long[MAX_REMEMBERED][4];
    private int rememberedCount;
    private boolean understood = true;
    private boolean arrived;
    private long location;

    CfiProgram(Arch arch, long returnRegister, long codeAlignment, long dataAlignment) {
        this.stackPointer = arch == Arch.AMD64 ? 7 : 31;
        this.framePointer = arch == Arch.AMD64 ? 6 : 29;
        this.pushesReturnAddress = arch == Arch.AMD64;
        this.returnRegister = returnRegister;
        this.codeAlignment = codeAlignment;
        this.dataAlignment = dataAlignment;
    }

    /** What a CIE's instructions set is what a restore goes back to. */
    void keepAsInitial() {
        System.arraycopy(state, 0, initial, 0, state.length);
        location = 0;
        arrived = false;
    }

    /** The rule reached; {@link UnwindRule#UNKNOWN} if it is of a form that is not followed. */
    long rule() {
        boolean byStackPointer = state[0] == stackPointer;
        boolean complete = understood
                && (byStackPointer || state[0] == framePointer)
                && state[2] != ELSEWHERE
                && state[3] != ELSEWHERE
                && !(pushesReturnAddress && state[2] == IN_REGISTER);
        return complete ? UnwindRule.of(byStackPointer, state[1], (int) state[2], (int) state[3]) : UnwindRule.UNKNOWN;
    }

    /** Runs to the first instruction that holds only beyond {@code target} bytes from the first address. */
    void run(CfiReader in, long target) throws ElfFormatException {
        for (int i = 0; in.hasMore() && understood && !arrived; i++) {
            if (i == MAX_INSTRUCTIONS) {
                understood = false;
                return;
            }
            int opcode = in.u8();
            int operand = opcode & 0x3f;
            switch (opcode >>> 6) {
                case 1 -> advance(operand, target);
                case 2 -> saved(operand, in.uleb() * dataAlignment);
                case 3 -> restored(operand);
                default -> extended(opcode, in, target);
            }
        }
    }

    private void extended(int opcode, CfiReader in, long target) throws ElfFormatException {
        switch (opcode) {
            case 0x00, 0x2d -> {} // DW_CFA_nop, DW_CFA_AARCH64_negate_ra_state
            case 0x02 -> advance(in.u8(), target); // DW_CFA_advance_loc1
            case 0x03 -> advance(in.u16(), target);
            case 0x04 -> advance(in.u32(), target);
            case 0x05 -> saved(in.uleb(), in.uleb() * dataAlignment); // DW_CFA_offset_extended
            case 0x06 -> restored(in.uleb()); // DW_CFA_restore_extended
            case 0x07 -> lost(in.uleb()); // DW_CFA_undefined
            case 0x08 -> kept(in.uleb()); // DW_CFA_same_value
            case 0x09 -> { // DW_CFA_register
                lost(in.uleb());
                in.uleb();
            }
            case 0x0a -> remember();
            case 0x0b -> recall();
            case 0x0c -> { // DW_CFA_def_cfa
                state[0] = in.uleb();
                state[1] = in.uleb();
            }
            case 0x0d -> state[0] = in.uleb(); // DW_CFA_def_cfa_register
            case 0x0e -> state[1] = in.uleb(); // DW_CFA_def_cfa_offset
            case 0x0f -> { // DW_CFA_def_cfa_expression
                state[0] = ELSEWHERE;
                in.skip(in.uleb());
            }
            case 0x10, 0x16 -> { // DW_CFA_expression, DW_CFA_val_expression
                lost(in.uleb());
                in.skip(in.uleb());
            }
            case 0x11 -> saved(in.uleb(), in.sleb() * dataAlignment); // DW_CFA_offset_extended_sf
            case 0x12 -> { // DW_CFA_def_cfa_sf
                state[0] = in.uleb();
                state[1] = in.sleb() * dataAlignment;
            }
            case 0x13 -> state[1] = in.sleb() * dataAlignment; // DW_CFA_def_cfa_offset_sf
            case 0x2e -> in.uleb(); // DW_CFA_GNU_args_size
            default -> understood = false;
        }
    }

    private void advance(long units, long target) {
        long next = location + units * codeAlignment;
        if (next > target) {
            arrived = true;
        } else {
            location = next;
        }
    }

    private void saved(long register, long offset) {
        set(register, offset < 0 && offset >= Integer.MIN_VALUE ? -offset : ELSEWHERE);
    }

    private void restored(long register) {
        if (register == returnRegister) {
            state[2] = initial[2];
        } else if (register == framePointer) {
            state[3] = initial[3];
        }
    }

    private void lost(long register) {
        set(register, ELSEWHERE);
    }

    private void kept(long register) {
        set(register, IN_REGISTER);
    }

    private void set(long register, long depth) {
        if (register == returnRegister) {
            state[2] = depth;
        } else if (register == framePointer) {
            state[3] = depth;
        }
    }

    private void remember() {
        if (rememberedCount == MAX_REMEMBERED) {
            understood = false;
            return;
        }
        System.arraycopy(state, 0, remembered[rememberedCount++], 0, state.length);
    }

    private void recall() {
        if (rememberedCount == 0) {
            understood = false;
            return;
        }
        System.arraycopy(remembered[--rememberedCount], 0, state, 0, state.length);
    }
}
