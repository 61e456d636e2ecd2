package dev.blindspot.elf;

/**
 * One section header.
 *
 * @param name its name
 * @param type {@code sh_type}
 * @param address {@code sh_addr}, as linked
 * @param offset {@code sh_offset}
 * @param size {@code sh_size}
 * @param link {@code sh_link}
 */
public record Section(String name, int type, long address, long offset, long size, int link) {
    public static final int SHT_SYMTAB = 2;
    public static final int SHT_NOBITS = 8;
    public static final int SHT_DYNSYM = 11;
}
