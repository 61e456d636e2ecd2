package dev.blindspot.elf;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The identities a linker wrote into a file's notes.
 *
 * @param gnu hex of {@code NT_GNU_BUILD_ID}; null if there is none
 * @param go Go's build id as text ({@code action/…/content}); null if there is none
 */
public record BuildIds(@Nullable String gnu, @Nullable String go) {
    private static final int NT_GNU_BUILD_ID = 3;
    private static final int ELF_NOTE_GOBUILDID_TAG = 4;
    private static final int MAX_ID_BYTES = 1024;
    private static final int MAX_NOTES = 1000;

    /** Never fails: a damaged note counts as none. */
    public static BuildIds of(ElfFile file) {
        String gnu = null;
        String go = null;
        for (Segment segment : file.segments()) {
            if (segment.type() == Segment.PT_NOTE) {
                gnu = gnu != null ? gnu : hex(find(file, segment, "GNU\0", NT_GNU_BUILD_ID));
                go = go != null ? go : text(find(file, segment, "Go\0\0", ELF_NOTE_GOBUILDID_TAG));
            }
        }
        return new BuildIds(gnu, go);
    }

    /** Hex of the GNU build id, else of Go's; null if the file has neither. */
    public @Nullable String preferred() {
        if (gnu != null || go == null) {
            return gnu;
        }
        return HexFormat.of().formatHex(go.getBytes(StandardCharsets.UTF_8));
    }

    private static byte @Nullable [] find(ElfFile file, Segment segment, String name, int type) {
        try {
            return find(file.bytes().slice(segment.offset(), segment.fileSize()), name, type);
        } catch (ElfFormatException e) {
            return null;
        }
    }

    /** <i>Layout.</i> namesz 0, descsz 4, type 8, name 12 (padded to 4), desc (padded to 4). */
    private static byte @Nullable [] find(Bytes notes, String name, int type) throws ElfFormatException {
        long at = 0;
        for (int i = 0; i < MAX_NOTES && notes.holds(at, 12); i++) {
            long nameBytes = notes.u32(at);
            long idBytes = notes.u32(at + 4);
            long idAt = at + 12 + ((nameBytes + 3) & ~3L);
            if (notes.i32(at + 8) == type
                    && nameBytes == name.length()
                    && idBytes <= MAX_ID_BYTES
                    && notes.string(at + 12, nameBytes).equals(name)) {
                return notes.copy(idAt, idBytes);
            }
            at = idAt + ((idBytes + 3) & ~3L);
        }
        return null;
    }

    private static @Nullable String hex(byte @Nullable [] id) {
        return id == null ? null : HexFormat.of().formatHex(id);
    }

    private static @Nullable String text(byte @Nullable [] id) {
        return id == null ? null : new String(id, StandardCharsets.UTF_8);
    }
}
