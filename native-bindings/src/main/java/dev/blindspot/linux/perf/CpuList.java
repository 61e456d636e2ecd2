package dev.blindspot.linux.perf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * CPU numbers as the kernel lists them.
 *
 * <p>Source: Documentation/admin-guide/cputopology.rst.
 */
final class CpuList {
    private CpuList() {}

    /** Those online now; one may go offline before it is used. */
    static int[] online() {
        try {
            return parse(Files.readString(Path.of("/sys/devices/system/cpu/online")));
        } catch (IOException e) {
            throw new UncheckedIOException("sysfs is not mounted at /sys", e);
        }
    }

    /** Parses {@code 0-3,8}. */
    static int[] parse(String list) {
        return Arrays.stream(list.strip().split(",", -1))
                .filter(range -> !range.isEmpty())
                .flatMapToInt(CpuList::range)
                .toArray();
    }

    private static IntStream range(String range) {
        int dash = range.indexOf('-');
        return dash < 0
                ? IntStream.of(Integer.parseInt(range))
                : IntStream.rangeClosed(
                        Integer.parseInt(range.substring(0, dash)), Integer.parseInt(range.substring(dash + 1)));
    }
}
