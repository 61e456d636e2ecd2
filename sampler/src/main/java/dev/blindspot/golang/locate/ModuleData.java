package dev.blindspot.golang.locate;

import dev.blindspot.golang.layout.GoLayout;
import dev.blindspot.golang.layout.StructLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One module of Go code in a process, as {@code runtime.moduledata} says. Addresses are those of the process.
 *
 * @param address of the structure itself
 * @param types start of its type descriptors
 * @param etypes their end
 * @param pluginPath {@code ""} for the program itself
 * @param bad whether {@code plugin.Open} failed after it was mapped
 */
public record ModuleData(
        long address,
        long text,
        long etext,
        long noptrdata,
        long enoptrdata,
        long data,
        long edata,
        long bss,
        long ebss,
        long noptrbss,
        long enoptrbss,
        long types,
        long etypes,
        String pluginPath,
        boolean bad,
        long next) {
    private static final int MAX_MODULES = 65_536;
    private static final int MAX_PATH_BYTES = 4096;

    static ModuleData read(TargetMemory memory, GoLayout layout, long address) throws UnreadableMemory {
        StructLayout at = layout.struct("runtime.moduledata");
        ModuleData module = new ModuleData(
                address,
                memory.u64(address + at.offset("text")),
                memory.u64(address + at.offset("etext")),
                memory.u64(address + at.offset("noptrdata")),
                memory.u64(address + at.offset("enoptrdata")),
                memory.u64(address + at.offset("data")),
                memory.u64(address + at.offset("edata")),
                memory.u64(address + at.offset("bss")),
                memory.u64(address + at.offset("ebss")),
                memory.u64(address + at.offset("noptrbss")),
                memory.u64(address + at.offset("enoptrbss")),
                memory.u64(address + at.offset("types")),
                memory.u64(address + at.offset("etypes")),
                memory.string(
                        memory.u64(address + at.offset("pluginpath")),
                        memory.u64(address + at.offset("pluginpath") + 8),
                        MAX_PATH_BYTES),
                memory.u8(address + at.offset("bad")) != 0,
                memory.u64(address + at.offset("next")));
        if (Long.compareUnsigned(module.text, module.etext) >= 0
                || Long.compareUnsigned(module.types, module.etypes) > 0
                || Long.compareUnsigned(module.data, module.edata) > 0
                || Long.compareUnsigned(module.bss, module.ebss) > 0) {
            throw new UnreadableMemory("what is at " + TargetMemory.hex(address) + " is no moduledata");
        }
        return module;
    }

    /** The first module and all that were loaded after it, those that failed too. */
    static List<ModuleData> all(TargetMemory memory, GoLayout layout, long first) throws UnreadableMemory {
        List<ModuleData> modules = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (long at = first; at != 0 && seen.size() < MAX_MODULES; at = modules.getLast().next) {
            if (!seen.add(at)) {
                throw new UnreadableMemory("the list of modules runs in a circle");
            }
            modules.add(read(memory, layout, at));
        }
        return modules;
    }

    /** Whether a type descriptor at this address is the module's. */
    boolean holdsType(long address) {
        return Long.compareUnsigned(address, types) >= 0 && Long.compareUnsigned(address, etypes) < 0;
    }
}
