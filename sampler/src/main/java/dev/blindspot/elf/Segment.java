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
 */
public record Segment(int type, int flags, long offset, long address, long fileSize, long memorySize) {
    public static final int PT_LOAD = 1;
    public static final int PT_DYNAMIC = 2;
    public static final int PT_NOTE = 4;
    public static final int PT_GNU_EH_FRAME = 0x6474e550;
    public static final int PF_X = 1;
    public static final int PF_W = 2;

    public boolean isLoad() {
        return type == PT_LOAD;
    }

    public boolean isExecutable() {
        return (flags & PF_X) != 0;
    }

    public boolean isWritable() {
        return (flags & PF_W) != 0;
    }

    /** Whether the file holds the byte at this address. */
    boolean holdsAddress(long at) {
        return Long.compareUnsigned(at - address, fileSize) < 0;
    }
}
