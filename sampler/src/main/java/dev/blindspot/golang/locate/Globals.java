package dev.blindspot.golang.locate;

import dev.blindspot.elf.ElfFormatException;
import dev.blindspot.elf.ElfSymbols;
import dev.blindspot.golang.layout.GoLayout;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Addresses, in the process, of global variables of Go's runtime and libraries. Threads: immutable. */
public final class Globals {
    /** What the views ask for; a version of Go has most of them. */
    static final Set<String> WANTED = Set.of(
            "runtime.mheap_",
            "runtime.memstats",
            "runtime.gcController",
            "runtime.allgs",
            "runtime.allgptr",
            "runtime.allglen",
            "runtime.allp",
            "runtime.allm",
            "runtime.sched",
            "runtime.fingStatus",
            "runtime.fingRunning",
            "runtime.finq",
            "runtime.allfin",
            "runtime.finqueued",
            "runtime.finexecuted",
            "runtime.gcCleanups",
            "runtime.mbuckets",
            "runtime.mProfCycle",
            "runtime.MemProfileRate",
            "runtime.modulesSlice",
            "runtime.work",
            "runtime.m0",
            "runtime.g0",
            "runtime.gomaxprocs",
            "runtime.persistentChunks",
            "runtime.gcBitsArenas",
            "runtime.buckhash",
            "runtime.gcphase",
            "runtime.debug",
            "runtime/cgo.handles",
            "runtime/cgo.handleIdx",
            "plugin.plugins");

    private static final String ALWAYS_THERE = "runtime.mheap_";

    private final Map<String, Long> addresses;
    private final Set<String> unused;

    private Globals(Map<String, Long> addresses, Set<String> unused) {
        this.addresses = Map.copyOf(addresses);
        this.unused = Set.copyOf(unused);
    }

    /** By the program's symbols, which name all there are or none; else by what code refers to them. */
    static Globals find(TargetImage image, GoLayout layout, ModuleData program) throws UnreadableMemory {
        Map<String, Long> found = new HashMap<>();
        Set<String> unused = new HashSet<>(WANTED);
        try {
            new ElfSymbols(image.executable())
                    .variables(WANTED)
                    .forEach((name, address) -> found.put(name, address + image.bias()));
            if (!found.containsKey(ALWAYS_THERE)) {
                DecodedReferences.Found byCode = DecodedReferences.find(image, layout, program, WANTED);
                byCode.addresses().forEach(found::putIfAbsent);
                unused.retainAll(byCode.unused());
            }
            unused.removeAll(found.keySet());
        } catch (ElfFormatException e) {
            throw new UnreadableMemory("the program's file is damaged: " + e.getMessage());
        }
        return new Globals(found, unused);
    }

    public boolean has(String name) {
        return addresses.containsKey(name);
    }

    /** Whether the variable was not found because the program has no code that uses it. */
    public boolean isUnused(String name) {
        return unused.contains(name);
    }

    /**
     * Where the variable is.
     *
     * @throws UnreadableMemory if it was not found; the message names it
     */
    public long address(String name) throws UnreadableMemory {
        Long address = addresses.get(name);
        if (address == null) {
            throw new UnreadableMemory(name + " was not found in this program");
        }
        return address;
    }
}
