package dev.blindspot.symbol;

import org.jspecify.annotations.Nullable;

/**
 * A code map with the modules behind its mappings, each opened when first asked for.
 *
 * <p><i>Threads.</i> One.
 */
final class BoundMap {
    private final CodeMap map;
    private final ModuleCache cache;
    private final @Nullable CodeModule[] modules;
    private final boolean[] asked;

    BoundMap(CodeMap map, ModuleCache cache) {
        this.map = map;
        this.cache = cache;
        this.modules = new CodeModule[map.mappings().size()];
        this.asked = new boolean[modules.length];
    }

    boolean isOf(CodeMap other) {
        return map == other;
    }

    /** Index of the mapping that holds an address, -1 if none does. */
    int indexOf(long address) {
        return map.indexOf(address);
    }

    CodeMapping mapping(int index) {
        return map.mappings().get(index);
    }

    @Nullable
    CodeModule module(int index) {
        if (!asked[index]) {
            asked[index] = true;
            modules[index] = cache.open(mapping(index));
        }
        return modules[index];
    }
}
