package dev.blindspot.aggregate;

import dev.blindspot.model.MappingKind;

/**
 * What mmap's flags say of a mapping's kind.
 *
 * <p>Source: include/uapi/linux/mman.h, include/uapi/asm-generic/mman-common.h; the same on x86-64 and arm64.
 */
final class MmapFlags {
    private static final int MAP_SHARED = 0x01;
    private static final int MAP_SHARED_VALIDATE = 0x03;
    private static final int MAP_TYPE = 0x0f;
    private static final int MAP_ANONYMOUS = 0x20;

    private MmapFlags() {}

    /** The kind of a mapping; a memfd still counts as a file. With MAP_ANONYMOUS the kernel ignores the descriptor. */
    static MappingKind kind(int flags, int fd) {
        if ((flags & MAP_ANONYMOUS) == 0 && fd >= 0) {
            return MappingKind.MMAP_FILE;
        }
        int type = flags & MAP_TYPE;
        return type == MAP_SHARED || type == MAP_SHARED_VALIDATE ? MappingKind.MMAP_SHARED : MappingKind.MMAP_ANON;
    }
}
