package dev.blindspot.sample;

import dev.blindspot.linux.proc.MapsCursor;
import dev.blindspot.linux.proc.ProcFile;
import java.nio.charset.StandardCharsets;

/**
 * How large an attached System V segment is: {@code shmat} itself does not say, the target's maps do.
 *
 * <p>Threads: the drain. Segments are attached rarely, so a read of the maps each time is cheap enough.
 */
final class SharedMemorySizes {
    private static final byte[] SEGMENT = "/SYSV".getBytes(StandardCharsets.US_ASCII);

    private final ProcFile maps;
    private final MapsCursor cursor = new MapsCursor();

    SharedMemorySizes(ProcFile maps) {
        this.maps = maps;
    }

    /** Bytes of the segment attached at an address; 0 if it is gone already. */
    long attachedBytes(long address) {
        long length = maps.read();
        if (length < 0) {
            return 0;
        }
        cursor.reset(maps.bytes(), length);
        while (cursor.next()) {
            if (cursor.start() == address) {
                return cursor.pathStartsWith(SEGMENT) ? cursor.lengthBytes() : 0;
            }
        }
        return 0;
    }
}
