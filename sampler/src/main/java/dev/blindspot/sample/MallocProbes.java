package dev.blindspot.sample;

import dev.blindspot.linux.perf.EventRole;
import dev.blindspot.linux.perf.Uprobe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a process allocates C memory: the functions of the library its calls of malloc reach.
 *
 * @param allocator what people call it
 * @param file as the maps show it
 * @param sites those hit most first; of a function its return first, so that its breakpoint goes with the last one closed
 */
record MallocProbes(String allocator, String file, List<ProbeSites.Site> sites) {
    private static final Map<String, EventRole> FUNCTIONS = new LinkedHashMap<>();

    static {
        FUNCTIONS.put("free", EventRole.FREE_ENTER);
        FUNCTIONS.put("malloc", EventRole.MALLOC_ENTER);
        FUNCTIONS.put("calloc", EventRole.CALLOC_ENTER);
        FUNCTIONS.put("realloc", EventRole.REALLOC_ENTER);
        FUNCTIONS.put("aligned_alloc", EventRole.MEMALIGN_ENTER);
        FUNCTIONS.put("memalign", EventRole.MEMALIGN_ENTER);
    }

    /** Libraries that take the place of the C library's own. */
    private static final List<String> OTHERS = List.of("jemalloc", "tcmalloc", "mimalloc", "snmalloc", "hoard");

    /** Of the files mapped the one whose malloc is called: one made to replace the C library's goes before it. */
    static @Nullable MallocProbes find(MapsSnapshot maps) {
        MallocProbes found = null;
        for (Map.Entry<String, Path> file : ProbeSites.files(maps).entrySet()) {
            if (ProbeSites.isDynamicLinker(file.getKey()) || (found != null && isLibc(file.getKey()))) {
                continue;
            }
            MallocProbes here = of(file.getKey(), file.getValue());
            if (here != null && (found == null || isLibc(found.file()))) {
                found = here;
            }
        }
        return found;
    }

    private static @Nullable MallocProbes of(String path, Path file) {
        Map<String, Set<Long>> functions = ProbeSites.exported(file, FUNCTIONS.keySet());
        if (!functions.containsKey("malloc") || !functions.containsKey("free")) {
            return null;
        }
        List<ProbeSites.Site> sites = new ArrayList<>();
        List<Long> known = new ArrayList<>();
        FUNCTIONS.forEach((name, role) -> {
            for (long offset : functions.getOrDefault(name, Set.of())) {
                // Two names of one function are one place.
                if (!known.contains(offset)) {
                    known.add(offset);
                    if (role != EventRole.FREE_ENTER) {
                        sites.add(
                                new ProbeSites.Site(EventRole.MALLOC_EXIT, new Uprobe(file.toString(), offset, true)));
                    }
                    sites.add(new ProbeSites.Site(role, new Uprobe(file.toString(), offset, false)));
                }
            }
        });
        return new MallocProbes(allocator(path), path, sites);
    }

    private static String allocator(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        for (String other : OTHERS) {
            if (name.contains(other)) {
                return other;
            }
        }
        // glibc's has a version behind its name.
        return name.contains("musl") || name.equals("libc.so") ? "musl" : isLibc(path) ? "glibc" : name;
    }

    private static boolean isLibc(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.startsWith("libc.so") || name.startsWith("libc-2") || name.startsWith("ld-musl");
    }
}
