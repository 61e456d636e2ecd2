package dev.blindspot.elf;

/**
 * One program header.
 *
 * @param type {@code p_type}
 * @param flags {@code p_flags}
 * @param offset {@code p_offset}
 * @param address {@code p_vaddr}, as linked
 * @param fileSize {@code p_filesz}
 * @param memorySize {@code p_memsz}
 * @param alignment {@code p_align}: no system with larger pages can load the file
 */
public record Segment(int type, int flags, long offset, long address, long fileSize, long memorySize, long alignment) {
    public static final int PT_LOAD = 1;
    public static final int PT_DYNAMIC = 2;
    public static final int PT_NOTE = 4;
    public static final int PT_GNU_EH_FRAME = 0x6474e550;
    public static final int PF_X = 1;
    public static final int PF_W = 2;

    private static final long SMALLEST_PAGE = 4 << 10;
    private static final long LARGEST_PAGE = 64 << 10;

    public boolean isLoad() {
        return type == PT_LOAD;
    }

    public boolean isExecutable() {
        return (flags & PF_X) != 0;
    }

    public boolean isWritable() {
        return (flags & PF_W) != 0;
    }

    /**
     * Whether a mapping that begins at this file offset can be of this segment: the kernel rounds to its pages, which are
     * of 4 to 64 KiB on arm64, and no larger than the segment is aligned.
     */
    boolean canBeMappedFrom(long fileOffset) {
        long page = Math.clamp(Long.highestOneBit(alignment), SMALLEST_PAGE, LARGEST_PAGE);
        return isLoad() && fileOffset >= (offset & -page) && fileOffset < ((offset + fileSize + page - 1) & -page);
    }

    /** Whether the file holds the byte at this address. */
    boolean holdsAddress(long at) {
        return Long.compareUnsigned(at - address, fileSize) < 0;
    }
}
