package dev.blindspot.elf;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The symbols of a file: {@code .symtab}, else {@code .dynsym}.
 *
 * <p><i>Threads.</i> Safe; the index of functions is made once, when first asked for.
 *
 * <p><i>Layout.</i> {@code Elf64_Sym} 24 bytes: name u32 0, info u8 4, other u8 5, shndx u16 6, value 8, size 16.
 */
public final class ElfSymbols {
    private static final int SYM_BYTES = 24;
    private static final int STT_FUNC = 2;
    private static final int STT_GNU_IFUNC = 10;
    private static final int MAX_NAME_BYTES = 1 << 16;
    /** 24 bytes of index each; no linked file comes near. */
    private static final long MAX_SYMBOLS = 8_000_000;

    private final ElfFile file;
    private @Nullable FunctionIndex functions;

    public ElfSymbols(ElfFile file) {
        this.file = file;
    }

    /** {@code symtab} where the full table is there, {@code dynsym} where only the dynamic one is, else {@code none}. */
    public String kind() {
        Section table = table();
        if (table == null) {
            return "none";
        }
        return table.type() == Section.SHT_SYMTAB ? "symtab" : "dynsym";
    }

    /** The function that covers a linked address, or begins nearest before it where sizes are unknown; else null. */
    public @Nullable String functionAt(long address) throws ElfFormatException {
        long nameAt = functions().nameOffset(address);
        return nameAt < 0 ? null : strings().cString(nameAt, MAX_NAME_BYTES);
    }

    /** Linked addresses of those of the wanted variables that the file defines; one pass over the table. */
    public Map<String, Long> variables(Set<String> wanted) throws ElfFormatException {
        Map<String, Long> found = new HashMap<>();
        Bytes symbols = symbols();
        if (symbols.size() == 0) {
            return found;
        }
        Bytes strings = strings();
        for (long at = 0; symbols.holds(at, SYM_BYTES) && found.size() < wanted.size(); at += SYM_BYTES) {
            // Most of a program's symbols are functions, and a name is the dearest to read.
            if ((symbols.u8(at + 4) & 0xf) != STT_FUNC && symbols.u16(at + 6) != 0) {
                String name = strings.cString(symbols.u32(at), MAX_NAME_BYTES);
                if (wanted.contains(name)) {
                    found.putIfAbsent(name, symbols.i64(at + 8));
                }
            }
        }
        return found;
    }

    /**
     * Linked addresses of the wanted functions that the file defines for others: every version of each. Of a file without
     * a dynamic table, those that it defines at all.
     */
    public Map<String, Set<Long>> exported(Set<String> wanted) throws ElfFormatException {
        Map<String, Set<Long>> found = new HashMap<>();
        Section table = ofType(Section.SHT_DYNSYM);
        table = table == null ? table() : table;
        if (table == null) {
            return found;
        }
        Bytes symbols = file.content(table);
        Bytes strings = strings(table);
        for (long at = 0; symbols.holds(at, SYM_BYTES); at += SYM_BYTES) {
            int type = symbols.u8(at + 4) & 0xf;
            if (symbols.u16(at + 6) != 0 && type == STT_FUNC) {
                String name = strings.cString(symbols.u32(at), MAX_NAME_BYTES);
                if (wanted.contains(name)) {
                    found.computeIfAbsent(name, key -> new TreeSet<>()).add(symbols.i64(at + 8));
                }
            }
        }
        return found;
    }

    private synchronized FunctionIndex functions() throws ElfFormatException {
        if (functions == null) {
            functions = index();
        }
        return functions;
    }

    private FunctionIndex index() throws ElfFormatException {
        Bytes symbols = symbols();
        FunctionIndex.Builder index = new FunctionIndex.Builder();
        long end = Math.min(symbols.size(), MAX_SYMBOLS * SYM_BYTES);
        for (long at = 0; at + SYM_BYTES <= end; at += SYM_BYTES) {
            int type = symbols.u8(at + 4) & 0xf;
            if ((type == STT_FUNC || type == STT_GNU_IFUNC) && symbols.u16(at + 6) != 0) {
                index.add(symbols.i64(at + 8), symbols.i64(at + 16), symbols.i32(at));
            }
        }
        return index.build();
    }

    private @Nullable Section table() {
        Section full = ofType(Section.SHT_SYMTAB);
        return full == null ? ofType(Section.SHT_DYNSYM) : full;
    }

    private @Nullable Section ofType(int type) {
        for (Section section : file.sections()) {
            if (section.type() == type) {
                return section;
            }
        }
        return null;
    }

    private Bytes symbols() throws ElfFormatException {
        Section table = table();
        return table == null ? file.bytes().slice(0, 0) : file.content(table);
    }

    private Bytes strings() throws ElfFormatException {
        return strings(table());
    }

    private Bytes strings(@Nullable Section table) throws ElfFormatException {
        if (table == null || table.link() < 0 || table.link() >= file.sections().size()) {
            throw new ElfFormatException("a symbol table without its names");
        }
        return file.content(file.sections().get(table.link()));
    }
}
