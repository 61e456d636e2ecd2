package dev.blindspot.audit;

import dev.blindspot.model.LeakClass;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A function that leaves memory behind if it is used wrongly.
 *
 * @param name as users write it in tracebacks; functions of C as {@code C.malloc}
 */
record LeakProne(String name, LeakClass leakClass) implements Comparable<LeakProne> {
    private static final Map<String, LeakClass> GO = Map.ofEntries(
            Map.entry("runtime.SetFinalizer", LeakClass.FINALIZER),
            Map.entry("runtime.AddCleanup", LeakClass.CLEANUP),
            Map.entry("plugin.Open", LeakClass.PLUGIN),
            Map.entry("runtime.(*Pinner).Pin", LeakClass.PINNER),
            Map.entry("runtime/cgo.NewHandle", LeakClass.CGO_HANDLE),
            Map.entry("syscall.Mmap", LeakClass.MMAP),
            Map.entry("golang.org/x/sys/unix.Mmap", LeakClass.MMAP),
            Map.entry("golang.org/x/sys/unix.MmapPtr", LeakClass.MMAP),
            Map.entry("golang.org/x/sys/unix.Mremap", LeakClass.MMAP),
            Map.entry("golang.org/x/sys/unix.MremapPtr", LeakClass.MMAP));

    private static final Map<String, LeakClass> C = Map.ofEntries(
            Map.entry("malloc", LeakClass.C_HEAP),
            Map.entry("calloc", LeakClass.C_HEAP),
            Map.entry("realloc", LeakClass.C_HEAP),
            Map.entry("aligned_alloc", LeakClass.C_HEAP),
            Map.entry("posix_memalign", LeakClass.C_HEAP),
            Map.entry("strdup", LeakClass.C_HEAP),
            Map.entry("strndup", LeakClass.C_HEAP),
            Map.entry("CString", LeakClass.C_HEAP),
            Map.entry("CBytes", LeakClass.C_HEAP),
            Map.entry("mmap", LeakClass.MMAP),
            Map.entry("dlopen", LeakClass.PLUGIN));

    /** What cgo writes for {@code C.name}, and for its form with an errno; {@code C.malloc} has a wrapper that panics. */
    private static final Pattern CGO = Pattern.compile("_C(?:func|2func)_(?:_CMalloc|(\\w+))$");

    /** Cheaper to look for. */
    private static final String CGO_PREFIX = "._C";

    private static final String VENDORED = "/vendor/";

    /** A long branch's way station on arm64. */
    private static final Pattern TRAMPOLINE = Pattern.compile("\\+?[0-9a-f]*-tramp\\d+$");

    /** Null for a function that is none of them. */
    static @Nullable LeakProne of(String function) {
        Matcher cgo = CGO.matcher(function);
        if (function.contains(CGO_PREFIX) && cgo.find()) {
            String name = cgo.group(1) == null ? "malloc" : cgo.group(1);
            LeakClass leakClass = C.get(name);
            return leakClass == null ? null : new LeakProne("C." + name, leakClass);
        }
        String name = TRAMPOLINE.matcher(function).replaceFirst("");
        if (name.endsWith("[...]")) {
            name = name.substring(0, name.length() - "[...]".length());
        }
        int vendored = name.lastIndexOf(VENDORED);
        name = vendored < 0 ? name : name.substring(vendored + VENDORED.length());
        LeakClass leakClass = GO.get(name);
        return leakClass == null ? null : new LeakProne(name, leakClass);
    }

    /** Whether cgo itself wrote the function, so that what it calls is no call of a user's. */
    static boolean isGeneratedByCgo(String function) {
        return (function.contains(CGO_PREFIX) && CGO.matcher(function).find()) || function.contains("._cgo");
    }

    @Override
    public int compareTo(LeakProne other) {
        int byClass = leakClass.compareTo(other.leakClass);
        return byClass != 0 ? byClass : name.compareTo(other.name);
    }
}
