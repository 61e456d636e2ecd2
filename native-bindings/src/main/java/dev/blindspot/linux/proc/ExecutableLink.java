package dev.blindspot.linux.proc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.blindspot.linux.Libc;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The path of a process's executable, from {@code /proc/PID/exe}, as {@code maps} prints it.
 *
 * <p>Threads: one at a time. Allocation: a new array where the path is another than before.
 */
public final class ExecutableLink {
    private static final int PATH_BYTES = 8192;

    private final MemorySegment link;
    private final MemorySegment buffer = Arena.ofAuto().allocate(PATH_BYTES);
    private byte[] path = new byte[0];
    private byte[] raw = new byte[0];

    public ExecutableLink(int pid) {
        link = Arena.ofAuto().allocateFrom("/proc/" + pid + "/exe");
    }

    /** The path now; empty where it cannot be read, as for a kernel thread. It must not be changed. */
    public byte[] read() {
        int length = (int) Math.max(Libc.readlink(link, buffer, PATH_BYTES), 0);
        if (length != raw.length || differs(length)) {
            raw = buffer.asSlice(0, length).toArray(JAVA_BYTE);
            path = asInMaps(raw);
        }
        return path;
    }

    /** The path now as text, as names of mappings are read: in UTF-8, whatever this process's locale. */
    public String text() {
        return new String(read(), StandardCharsets.UTF_8);
    }

    private boolean differs(int length) {
        for (int i = 0; i < length; i++) {
            if (buffer.get(JAVA_BYTE, i) != raw[i]) {
                return true;
            }
        }
        return false;
    }

    /** In {@code maps} a newline must not end the line. */
    static byte[] asInMaps(byte[] path) {
        ByteArrayOutputStream escaped = new ByteArrayOutputStream(path.length);
        for (byte character : path) {
            if (character == '\n') {
                escaped.writeBytes(new byte[] {'\\', '0', '1', '2'});
            } else {
                escaped.write(character);
            }
        }
        return escaped.size() == path.length ? Arrays.copyOf(path, path.length) : escaped.toByteArray();
    }
}
