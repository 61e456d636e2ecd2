package dev.blindspot.elf;

/**
 * How to get from a function's registers to its caller's, at one address, packed into a {@code long} so that a cache of
 * them needs no objects.
 *
 * <p>The caller's stack pointer ("canonical frame address", CFA) is a register plus {@link #cfaOffset}; the return
 * address and the caller's frame pointer lie {@link #returnAddressDepth} and {@link #framePointerDepth} bytes below it,
 * or are still in their registers where that is 0.
 *
 * <p><i>Layout.</i> Bits 0–1 kind, 2–33 cfaOffset, 34–48 returnAddressDepth / 8, 49–63 framePointerDepth / 8.
 */
public final class UnwindRule {
    /** Nothing is known of the code there. */
    public static final long UNKNOWN = 0;

    private static final int BY_STACK_POINTER = 1;
    private static final int BY_FRAME_POINTER = 2;
    private static final int GO = 3;
    private static final int MAX_DEPTH = 0x7fff * 8;

    private UnwindRule() {}

    /** The rule of Go's tables: the stack pointer is {@code depth} bytes below its value at the entry. */
    public static long go(int depth) {
        return depth < 0 ? UNKNOWN : GO | ((depth & 0xffff_ffffL) << 2);
    }

    /** The rule of call frame information; {@link #UNKNOWN} if it does not fit. */
    public static long of(boolean byStackPointer, long cfaOffset, int returnAddressDepth, int framePointerDepth) {
        if (!isDepth(returnAddressDepth) || !isDepth(framePointerDepth) || cfaOffset < 0 || cfaOffset > 0x7fff_ffffL) {
            return UNKNOWN;
        }
        return (byStackPointer ? BY_STACK_POINTER : BY_FRAME_POINTER)
                | (cfaOffset << 2)
                | ((returnAddressDepth / 8L) << 34)
                | ((framePointerDepth / 8L) << 49);
    }

    private static boolean isDepth(int depth) {
        return depth >= 0 && depth <= MAX_DEPTH && depth % 8 == 0;
    }

    /** Whether {@link #cfaOffset} is Go's stack depth, which does not count the return address amd64 pushes. */
    public static boolean isGo(long rule) {
        return (rule & 3) == GO;
    }

    public static boolean isByStackPointer(long rule) {
        return (rule & 3) == BY_STACK_POINTER;
    }

    public static boolean isByFramePointer(long rule) {
        return (rule & 3) == BY_FRAME_POINTER;
    }

    public static int cfaOffset(long rule) {
        return (int) (rule >>> 2);
    }

    public static int returnAddressDepth(long rule) {
        return (int) ((rule >>> 34) & 0x7fff) * 8;
    }

    public static int framePointerDepth(long rule) {
        return (int) (rule >>> 49) * 8;
    }
}
