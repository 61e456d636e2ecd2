package dev.blindspot.elf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A 64-bit little-endian ELF file for x86-64 or aarch64, mapped read-only: its headers are read here, everything else
 * lazily from the mapping.
 *
 * <p><i>Threads.</i> Immutable; {@link #close} makes later reads fail with {@link IllegalStateException}.
 *
 * <p><i>Errors.</i> {@link ElfFormatException} for what is no such file. A file cut short while it is mapped raises
 * {@link InternalError} at the read, as the JVM turns SIGBUS into one.
 *
 * <p><i>Source.</i> elf(5).
 */
public final class ElfFile implements AutoCloseable {
    private static final int ET_EXEC = 2;
    private static final int ET_DYN = 3;

    private final @Nullable Arena arena;
    private final Bytes bytes;
    private final Arch arch;
    private final boolean positionIndependent;
    private final List<Segment> segments;
    private final List<Section> sections;

    private ElfFile(@Nullable Arena arena, Bytes bytes) throws ElfFormatException {
        this.arena = arena;
        this.bytes = bytes;
        if (bytes.size() < 64 || bytes.i32(0) != 0x464c457f || bytes.u8(4) != 2 || bytes.u8(5) != 1) {
            throw new ElfFormatException("not a 64-bit little-endian ELF file");
        }
        int type = bytes.u16(16);
        if (type != ET_EXEC && type != ET_DYN) {
            throw new ElfFormatException("e_type " + type + " is neither an executable nor a shared object");
        }
        positionIndependent = type == ET_DYN;
        arch = Arch.ofMachine(bytes.u16(18));
        segments = ElfHeaders.segments(bytes);
        sections = ElfHeaders.sections(bytes);
    }

    /** Maps the file; the mapping stays until {@link #close}. */
    @SuppressWarnings("MustBeClosed") // the file made here owns the arena and closes it
    public static ElfFile open(Path path) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment image = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new ElfFile(arena, new Bytes(image));
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /** The same over bytes that the caller keeps. */
    public static ElfFile of(MemorySegment image) throws ElfFormatException {
        return new ElfFile(null, new Bytes(image));
    }

    public Arch arch() {
        return arch;
    }

    /** Whether it can be loaded at any address: a PIE or a shared object. */
    public boolean isPositionIndependent() {
        return positionIndependent;
    }

    /** Whether the symbol table was stripped. */
    public boolean isStripped() {
        return section(".symtab") == null;
    }

    public Bytes bytes() {
        return bytes;
    }

    public List<Segment> segments() {
        return segments;
    }

    /** Empty where the file has no section table or one that lies outside of the file. */
    public List<Section> sections() {
        return sections;
    }

    public @Nullable Section section(String name) {
        for (Section section : sections) {
            if (section.name().equals(name)) {
                return section;
            }
        }
        return null;
    }

    /** Content of a section; empty for one without bytes in the file. */
    public Bytes content(Section section) throws ElfFormatException {
        return section.type() == Section.SHT_NOBITS ? bytes.slice(0, 0) : bytes.slice(section.offset(), section.size());
    }

    /** File offset of the byte that is loaded at this linked address, or -1 if the file holds none. */
    public long offsetOf(long address) {
        for (Segment segment : segments) {
            if (segment.isLoad() && segment.holdsAddress(address)) {
                return segment.offset() + (address - segment.address());
            }
        }
        return -1;
    }

    /** Linked address of the byte at this file offset, or -1 if no segment loads it. */
    public long addressOfByte(long offset) {
        for (Segment segment : segments) {
            if (segment.isLoad() && Long.compareUnsigned(offset - segment.offset(), segment.fileSize()) < 0) {
                return segment.address() + (offset - segment.offset());
            }
        }
        return -1;
    }

    /**
     * Linked address at which a mapping of code begins that has this file offset; where segments share the page, the
     * executable one counts; -1 if none loads it. Offsets that only page rounding brings into a mapping are part of it.
     */
    public long addressOfMapping(long offset) {
        long address = -1;
        for (Segment segment : segments) {
            if (segment.canBeMappedFrom(offset) && (address == -1 || segment.isExecutable())) {
                address = segment.address() + (offset - segment.offset());
            }
        }
        return address;
    }

    @Override
    public void close() {
        if (arena != null) {
            arena.close();
        }
    }
}
