package dev.blindspot.golang.locate;

import dev.blindspot.elf.ElfFormatException;
import dev.blindspot.elf.ElfSymbols;
import java.util.HashMap;
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
            "runtime.fing",
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
            "runtime.globalAlloc",
            "runtime.gcphase",
            "runtime.debug",
            "runtime/cgo.handles",
            "runtime/cgo.handleIdx",
            "plugin.plugins");

    private final Map<String, Long> addresses;

    private Globals(Map<String, Long> addresses) {
        this.addresses = Map.copyOf(addresses);
    }

    static Globals find(TargetImage image) {
        Map<String, Long> found = new HashMap<>();
        try {
            new ElfSymbols(image.executable())
                    .addresses(WANTED)
                    .forEach((name, address) -> found.put(name, address + image.bias()));
        } catch (ElfFormatException e) {
            // Without symbols nothing is found, which the caller sees.
        }
        return new Globals(found);
    }

    public boolean has(String name) {
        return addresses.containsKey(name);
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
