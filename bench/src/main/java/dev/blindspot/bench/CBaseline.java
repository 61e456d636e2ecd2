package dev.blindspot.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The functions of {@code bench/src/main/c}, gcc -O2, that ours are measured beside: in this process, over the same
 * memory, by the same clock. Each call is a whole loop, so that what a call costs is not part of it.
 */
public final class CBaseline {
    /** Property that names the folder with what {@code scripts/bench.sh} builds of them. */
    private static final String PROPERTY = "blindspot.baselines";

    private static final SymbolLookup LIBRARY = open();

    private CBaseline() {}

    private static SymbolLookup open() {
        return SymbolLookup.libraryLookup(folder().resolve("libbaseline.so"), Arena.global());
    }

    /** Where the library and the programs are. */
    public static Path folder() {
        Path folder = Path.of(System.getProperty(PROPERTY, "bench/target/c")).toAbsolutePath();
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException("the C baselines are not built: scripts/bench.sh builds them, by gcc");
        }
        return folder;
    }

    /** A function by its name and types. */
    static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        return Linker.nativeLinker()
                .downcallHandle(LIBRARY.findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    /** What a handle threw that is declared to throw anything. */
    static IllegalStateException unexpected(Throwable thrown) {
        return new IllegalStateException(thrown);
    }
}
