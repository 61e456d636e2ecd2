package dev.blindspot.sample;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files by the names a process has for them. */
final class RootPath {
    private RootPath() {}

    /** Where a process's file can be opened; null where no file can be named so, as with é in the locale C. */
    static @Nullable Path of(int pid, String path) {
        try {
            return Path.of("/proc/" + pid + "/root" + path);
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
