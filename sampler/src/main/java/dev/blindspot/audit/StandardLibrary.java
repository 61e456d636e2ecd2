package dev.blindspot.audit;

import dev.blindspot.elf.ElfFormatException;
import dev.blindspot.elf.Pclntab;
import dev.blindspot.elf.SourceFrame;
import org.jspecify.annotations.Nullable;

/**
 * Which functions come with Go: those whose file is in the source tree that {@code runtime} is in. Where a build left the
 * trees' paths out ({@code -trimpath}), those whose package path does not begin with a domain or the main module.
 *
 * @param root source directory of Go, ending in a slash; empty where the build left it out
 * @param modulePath main module; null if unknown
 */
record StandardLibrary(String root, @Nullable String modulePath) {
    private static final String KNOWN_FILE = "runtime/proc.go";

    static StandardLibrary of(Pclntab table, int runtimeMain, @Nullable String modulePath) throws ElfFormatException {
        String file = runtimeMain < 0 ? null : table.file(runtimeMain, table.entry(runtimeMain));
        boolean rooted = file != null && file.endsWith("/" + KNOWN_FILE);
        return new StandardLibrary(
                rooted && file != null ? file.substring(0, file.length() - KNOWN_FILE.length()) : "", modulePath);
    }

    boolean holds(SourceFrame frame) {
        String file = frame.file();
        if (!root.isEmpty() && file != null && file.startsWith("/")) {
            return file.startsWith(root);
        }
        String path = packagePath(frame.function());
        if (path.equals("main")
                || path.equals(modulePath)
                || (modulePath != null && path.startsWith(modulePath + "/"))) {
            return false;
        }
        int slash = path.indexOf('/');
        return (slash < 0 ? path : path.substring(0, slash)).indexOf('.') < 0;
    }

    /** {@code net/http} of {@code net/http.(*Server).Serve}. */
    static String packagePath(String function) {
        int arguments = function.indexOf('[');
        String name = arguments < 0 ? function : function.substring(0, arguments);
        int dot = name.indexOf('.', name.lastIndexOf('/') + 1);
        return dot < 0 ? name : name.substring(0, dot);
    }
}
