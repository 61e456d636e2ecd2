package dev.blindspot.elf;

import org.jspecify.annotations.Nullable;

/**
 * Call frame information of C code: the {@code .eh_frame} that every library carries, found through
 * {@code PT_GNU_EH_FRAME}. Addresses are as linked.
 *
 * <p>Only what compilers emit for plain functions: the search table with 4-byte entries, the canonical frame address
 * as register plus offset, registers saved at offsets from it. Anything else (expressions, as in PLT stubs; signal
 * frames) is unknown, never guessed.
 *
 * <p><i>Threads.</i> Immutable.
 *
 * <p><i>Layout.</i> {@code .eh_frame_hdr}: version 1, eh_frame_ptr encoding, count encoding, table encoding, pointer,
 * count, then {initial location i32, FDE address i32}[count], both from the header's address. FDE: length u32, distance
 * to its CIE u32, first address, size, augmentation, instructions. CIE: length u32, 0, version u8, augmentation string,
 * code alignment, data alignment, return address register, augmentation, instructions.
 *
 * <p><i>Source.</i> Linux Standard Base 5.0 core, chapter 10.6; DWARF 5, chapter 6.4.
 */
public final class EhFrame {
    private static final int DW_EH_PE_UDATA4 = 0x03;
    private static final int DW_EH_PE_SDATA4 = 0x0b;
    private static final int DW_EH_PE_PCREL_SDATA4 = 0x1b;
    private static final int DW_EH_PE_DATAREL_SDATA4 = 0x3b;
    private static final int MAX_AUGMENTATION_BYTES = 16;

    private final ElfFile file;
    private final long headerAddress;
    private final long tableOffset;
    private final long count;

    private EhFrame(ElfFile file, long headerAddress, long tableOffset, long count) {
        this.file = file;
        this.headerAddress = headerAddress;
        this.tableOffset = tableOffset;
        this.count = count;
    }

    /** Null if the file has none that can be searched. */
    public static @Nullable EhFrame of(ElfFile file) throws ElfFormatException {
        for (Segment segment : file.segments()) {
            if (segment.type() == Segment.PT_GNU_EH_FRAME) {
                Bytes bytes = file.bytes();
                long at = segment.offset();
                boolean known = bytes.u8(at) == 1
                        && bytes.u8(at + 1) == DW_EH_PE_PCREL_SDATA4
                        && bytes.u8(at + 2) == DW_EH_PE_UDATA4
                        && bytes.u8(at + 3) == DW_EH_PE_DATAREL_SDATA4;
                long count = known ? bytes.u32(at + 8) : 0;
                return count > 0 && bytes.holds(at + 12, count * 8)
                        ? new EhFrame(file, segment.address(), at + 12, count)
                        : null;
            }
        }
        return null;
    }

    /** The rule at an address, {@link UnwindRule#UNKNOWN} where there is none. */
    public long ruleAt(long address) throws ElfFormatException {
        Bytes bytes = file.bytes();
        long location = address - headerAddress;
        long low = 0;
        long high = count;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (bytes.i32(tableOffset + middle * 8) <= location) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == 0) {
            return UnwindRule.UNKNOWN;
        }
        long entry = file.offsetOf(headerAddress + bytes.i32(tableOffset + (low - 1) * 8 + 4));
        return entry < 0 ? UnwindRule.UNKNOWN : ruleOf(entry, address);
    }

    private long ruleOf(long entry, long address) throws ElfFormatException {
        Bytes bytes = file.bytes();
        long end = entry + 4 + bytes.u32(entry);
        long common = entry + 4 - bytes.u32(entry + 4);
        if (!bytes.holds(entry, end - entry) || !bytes.holds(common, 12) || bytes.i32(common + 4) != 0) {
            return UnwindRule.UNKNOWN;
        }
        CfiReader head = new CfiReader(bytes, common + 8, common + 4 + bytes.u32(common));
        int version = head.u8();
        String augmentation = bytes.cString(common + 9, MAX_AUGMENTATION_BYTES);
        head.skip(augmentation.length() + 1L);
        long codeAlignment = head.uleb();
        long dataAlignment = head.sleb();
        long returnRegister = version == 1 ? head.u8() : head.uleb();
        int encoding = pointerEncoding(head, augmentation);
        if (encoding != DW_EH_PE_PCREL_SDATA4 && encoding != DW_EH_PE_SDATA4) {
            return UnwindRule.UNKNOWN;
        }
        long first = bytes.i32(entry + 8) + (encoding == DW_EH_PE_PCREL_SDATA4 ? file.addressOfByte(entry + 8) : 0);
        if (address < first || address - first >= bytes.u32(entry + 12)) {
            return UnwindRule.UNKNOWN;
        }
        CfiProgram program = new CfiProgram(file.arch(), returnRegister, codeAlignment, dataAlignment);
        program.run(head, Long.MAX_VALUE);
        program.keepAsInitial();
        CfiReader body = new CfiReader(bytes, entry + 16, end);
        body.skip(body.uleb());
        program.run(body, address - first);
        return program.rule();
    }

    /** Leaves the reader at the first instruction; -1 for an augmentation that is not understood. */
    private static int pointerEncoding(CfiReader head, String augmentation) throws ElfFormatException {
        if (!augmentation.startsWith("z")) {
            return -1;
        }
        long length = head.uleb();
        long instructions = head.position() + length;
        int encoding = -1;
        for (int i = 1; i < augmentation.length(); i++) {
            switch (augmentation.charAt(i)) {
                case 'R' -> encoding = head.u8();
                case 'L' -> head.skip(1);
                case 'P' -> head.skip(personalityBytes(head.u8()));
                case 'B' -> {}
                default -> {
                    return -1;
                }
            }
        }
        head.moveTo(instructions);
        return encoding;
    }

    private static int personalityBytes(int encoding) {
        return switch (encoding & 0x0f) {
            case 0x02, 0x0a -> 2;
            case 0x03, 0x0b -> 4;
            default -> 8;
        };
    }
}
