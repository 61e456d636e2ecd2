package dev.blindspot.elf;

import java.util.function.IntConsumer;

/**
 * One of Go's tables from program counter to value: pairs of varints, a zigzag value delta and a pc delta counted in
 * instruction quanta, from the function's entry on, ended by a zero value delta.
 *
 * <p><i>Source.</i> {@code pcvalue}, {@code step} in runtime/symtab.go, 1.18 to 1.27.
 */
final class PcValues {
    /** What Go's runtime uses for "no value here". */
    static final int NONE = -1;

    /** No function has that many steps; a damaged table could. */
    private static final int MAX_STEPS = 1 << 20;

    private PcValues() {}

    /**
     * The value at {@code pcOffset} bytes from the function's entry, {@link #NONE} where the table does not reach.
     * Allocates nothing.
     */
    static int at(Bytes pctab, long tableOffset, long pcOffset, int quantum) throws ElfFormatException {
        if (tableOffset == 0) {
            return NONE;
        }
        long at = tableOffset;
        long pc = 0;
        int value = -1;
        for (int step = 0; step < MAX_STEPS; step++) {
            int b = pctab.u8(at++);
            int delta = b & 0x7f;
            for (int shift = 7; b >= 0x80 && shift < 35; shift += 7) {
                b = pctab.u8(at++);
                delta |= (b & 0x7f) << shift;
            }
            if (delta == 0 && step > 0) {
                return NONE;
            }
            value += (delta >>> 1) ^ -(delta & 1);
            b = pctab.u8(at++);
            long quanta = b & 0x7f;
            for (int shift = 7; b >= 0x80 && shift < 35; shift += 7) {
                b = pctab.u8(at++);
                quanta |= (b & 0x7fL) << shift;
            }
            pc += quanta * quantum;
            if (pcOffset < pc) {
                return value;
            }
        }
        return NONE;
    }

    /**
     * Tells every value of a table, in the order of addresses.
     *
     * @param length bytes of the function: a table has no more steps
     */
    static void each(Bytes pctab, long tableOffset, long length, IntConsumer visitor) throws ElfFormatException {
        if (tableOffset == 0) {
            return;
        }
        long at = tableOffset;
        int value = -1;
        for (long step = 0; step <= length; step++) {
            long delta = Varint.value(pctab, at);
            if (delta == 0 && step > 0) {
                return;
            }
            at = Varint.end(pctab, Varint.end(pctab, at));
            value += (int) (delta >>> 1) ^ -(int) (delta & 1);
            visitor.accept(value);
        }
    }
}
