package dev.blindspot.symbol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Opened modules by the identity of their file, so that neither a new process nor a new look at its mappings opens a
 * file twice, and a file that was replaced under its path is another one.
 *
 * <p><i>Threads.</i> Safe.
 */
final class ModuleCache implements AutoCloseable {
    /** Each holds a mapping of ours; a process that loads plugins for ever must not make us run out. */
    private static final int MAX_MODULES = 4096;

    private final Map<String, Optional<CodeModule>> modules = new ConcurrentHashMap<>();

    /** By identity. */
    private final Map<CodeMapping, Optional<CodeModule>> behind = Collections.synchronizedMap(new IdentityHashMap<>());

    /**
     * The module behind a mapping; null where there is no file, or none that could be opened and understood. What was
     * found the first time stays the answer for this very mapping: later it may be gone, and another in its place.
     */
    @Nullable
    CodeModule open(CodeMapping mapping) {
        Path path = mapping.file();
        if (path == null) {
            return null;
        }
        Optional<CodeModule> known = behind.get(mapping);
        if (known == null) {
            known = Optional.ofNullable(find(path));
            behind.put(mapping, known);
        }
        return known.orElse(null);
    }

    private @Nullable CodeModule find(Path path) {
        try {
            String identity = identity(path);
            Optional<CodeModule> known = modules.get(identity);
            if (known == null) {
                if (modules.size() >= MAX_MODULES) {
                    return null;
                }
                known = modules.computeIfAbsent(identity, key -> open(path));
            }
            return known.orElse(null);
        } catch (IOException e) {
            return null;
        }
    }

    private static Optional<CodeModule> open(Path path) {
        try {
            return Optional.of(CodeModule.open(path));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Device and inode, time and size; as text, for how records are compared is code that the JVM writes at run time. */
    private static String identity(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return attributes.fileKey() + " " + attributes.lastModifiedTime().toMillis() + " " + attributes.size();
    }

    @Override
    public void close() {
        modules.values().forEach(module -> module.ifPresent(CodeModule::close));
        modules.clear();
        behind.clear();
    }
}
