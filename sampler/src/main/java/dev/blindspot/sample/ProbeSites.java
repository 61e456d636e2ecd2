package dev.blindspot.sample;

import dev.blindspot.elf.ElfFile;
import dev.blindspot.elf.ElfSymbols;
import dev.blindspot.elf.GoPrologue;
import dev.blindspot.elf.Pclntab;
import dev.blindspot.linux.perf.EventRole;
import dev.blindspot.linux.perf.Uprobe;
import dev.blindspot.model.Note;
import dev.blindspot.symbol.CodeMapping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where the probes of a source go in the files a process has mapped now: the C library's functions by the symbols it
 * exports, Go's by its own table, which stripped programs have too.
 *
 * <p>Files are found through the mappings themselves, so in containers, and where they were deleted or replaced, it is the
 * file the process runs.
 */
final class ProbeSites {
    /** A probe and what it tells. */
    record Site(EventRole role, Uprobe probe) {}

    private static final Set<String> OPENERS = Set.of("dlopen", "dlmopen");
    private static final Set<String> LOADER = Set.of("dlopen", "dlmopen", "dlclose");

    /** {@code plugin.Open} itself is inlined into its callers. */
    private static final Map<String, EventRole> GO =
            Map.of("plugin.open", EventRole.PLUGIN_OPEN, "runtime.SetFinalizer", EventRole.SET_FINALIZER);

    private static final String ADD_CLEANUP = "runtime.AddCleanup[";

    private final List<Site> sites = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();

    private ProbeSites() {}

    /** Those of the sources asked for that stay in place: all but malloc's. */
    static ProbeSites find(MapsSnapshot maps, Set<ProbeSource> sources) {
        ProbeSites found = new ProbeSites();
        if (sources.contains(ProbeSource.DL)) {
            files(maps).forEach(found::loader);
            found.noteIfNone(
                    EventRole.DLOPEN_ENTER, "dl", "no file of the target has dlopen: it cannot load libraries");
        }
        if (sources.contains(ProbeSource.FIN)) {
            files(maps).forEach(found::go);
            found.noteIfNone(EventRole.SET_FINALIZER, "fin", "the target has no runtime.SetFinalizer");
        }
        return found;
    }

    List<Site> sites() {
        return sites;
    }

    List<Note> notes() {
        return notes;
    }

    /** The files code is mapped from, by the path the maps show; where each can be opened. */
    static Map<String, Path> files(MapsSnapshot maps) {
        Map<String, Path> files = new LinkedHashMap<>();
        for (CodeMapping mapping : maps.code().mappings()) {
            Path file = mapping.file();
            if (file != null) {
                files.putIfAbsent(mapping.path(), file);
            }
        }
        return files;
    }

    /** The functions that a file exports, as probes: by name, where in the file; empty for one that cannot be read. */
    static Map<String, Set<Long>> exported(Path file, Set<String> names) {
        Map<String, Set<Long>> offsets = new LinkedHashMap<>();
        try (ElfFile elf = ElfFile.open(file)) {
            new ElfSymbols(elf).exported(names).forEach((name, addresses) -> {
                for (long address : addresses) {
                    long offset = elf.offsetOf(address);
                    if (offset >= 0) {
                        offsets.computeIfAbsent(name, key -> new TreeSet<>()).add(offset);
                    }
                }
            });
        } catch (IOException | InternalError e) {
            return Map.of();
        }
        return offsets;
    }

    /** The dynamic linker has some of the same names for its own use. */
    static boolean isDynamicLinker(String path) {
        return path.substring(path.lastIndexOf('/') + 1).startsWith("ld-linux");
    }

    private void loader(String path, Path file) {
        if (isDynamicLinker(path)) {
            return;
        }
        exported(file, LOADER).forEach((name, offsets) -> {
            boolean opens = OPENERS.contains(name);
            for (long offset : offsets) {
                add(opens ? EventRole.DLOPEN_ENTER : EventRole.DLCLOSE_ENTER, file, offset, false);
                add(opens ? EventRole.DLOPEN_EXIT : EventRole.DLCLOSE_EXIT, file, offset, true);
            }
        });
    }

    private void go(String path, Path file) {
        try (ElfFile elf = ElfFile.open(file)) {
            Pclntab functions = Pclntab.of(elf);
            for (int i = 0; functions != null && i < functions.count(); i++) {
                EventRole role = goRole(functions.name(i));
                if (role != null) {
                    long entry = elf.offsetOf(functions.entry(i));
                    long size = functions.end(i) - functions.entry(i);
                    add(role, file, entry + GoPrologue.checkBytes(elf.bytes(), elf.arch(), entry, size), false);
                }
            }
        } catch (IOException | InternalError e) {
            notes.add(new Note("fin-unreadable", "calls made in " + path + " are not traced: " + e.getMessage()));
        }
    }

    private static @Nullable EventRole goRole(String name) {
        return name.startsWith(ADD_CLEANUP) && name.endsWith("]") ? EventRole.ADD_CLEANUP : GO.get(name);
    }

    private void add(EventRole role, Path file, long offset, boolean atReturn) {
        sites.add(new Site(role, new Uprobe(file.toString(), offset, atReturn)));
    }

    private void noteIfNone(EventRole role, String code, String text) {
        if (sites.stream().noneMatch(site -> site.role() == role)) {
            notes.add(new Note("no-" + code + "-probes", text));
        }
    }
}
