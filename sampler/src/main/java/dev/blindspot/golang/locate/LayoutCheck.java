package dev.blindspot.golang.locate;

import dev.blindspot.golang.layout.GoLayout;
import dev.blindspot.golang.layout.StructLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares a layout with the target's own descriptions of its types: a program may be built by a Go that says it is another,
 * or with experiments that change the runtime.
 *
 * <p>Where the program's version names experiments, the structures that differ are laid out as its own types say. Where it
 * names none and one differs, the layout is not the program's, and nothing is read with it. So it is where its types cannot
 * be found.
 *
 * <p>Threads: one.
 */
final class LayoutCheck {
    /** Without these there is no telling. */
    private static final List<String> NEEDED =
            List.of("runtime.g", "runtime.m", "runtime.p", "runtime.mspan", "runtime.moduledata");

    private final GoLayout layout;
    private final TypeDescriptors types;
    private final Map<String, Long> found;

    LayoutCheck(GoLayout layout, TypeDescriptors types, Map<String, Long> found) {
        this.layout = layout;
        this.types = types;
        this.found = found;
    }

    /** The layout, or one with the target's own structures where they differ. */
    GoLayout checked(boolean hasExperiments) throws UnreadableMemory {
        for (String name : NEEDED) {
            if (!found.containsKey(name)) {
                throw new UnreadableMemory("the program has no description of its type " + name + " where those of "
                        + layout.release() + " are");
            }
        }
        Map<String, StructLayout.Own> own = new LinkedHashMap<>();
        for (Map.Entry<String, Long> struct : found.entrySet()) {
            if (layout.has(struct.getKey())) {
                String difference = difference(layout.struct(struct.getKey()), struct.getValue());
                if (difference != null && (!hasExperiments || struct.getKey().equals("runtime.moduledata"))) {
                    throw new UnreadableMemory(
                            "its " + difference + ": it is not laid out as that of " + layout.release());
                }
                if (difference != null) {
                    own.put(struct.getKey(), own(struct.getKey(), struct.getValue()));
                }
            }
        }
        return own.isEmpty() ? layout : layout.with(own);
    }

    private @Nullable String difference(StructLayout table, long type) throws UnreadableMemory {
        if (types.size(type) != table.size()) {
            return table.name() + " has " + types.size(type) + " bytes, not " + table.size();
        }
        for (int i = 0; i < types.fieldCount(type); i++) {
            String field = types.fieldName(type, i);
            if (table.has(field)
                    && !field.equals("_")
                    && (table.offset(field) != types.fieldOffset(type, i)
                            || table.fieldSize(field) != types.size(types.fieldType(type, i)))) {
                return table.name() + "." + field + " is at " + types.fieldOffset(type, i) + ", not "
                        + table.offset(field);
            }
        }
        return null;
    }

    private StructLayout.Own own(String name, long type) throws UnreadableMemory {
        List<StructLayout.OwnField> fields = new ArrayList<>();
        for (int i = 0; i < types.fieldCount(type); i++) {
            long fieldType = types.fieldType(type, i);
            String field = types.fieldName(type, i);
            fields.add(new StructLayout.OwnField(
                    field,
                    (int) types.fieldOffset(type, i),
                    (int) types.size(fieldType),
                    types.isNamed(fieldType) ? types.name(fieldType) : name + "." + field));
        }
        return new StructLayout.Own((int) types.size(type), fields);
    }
}
