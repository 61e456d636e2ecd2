package dev.blindspot.export;

import dev.blindspot.model.Frame;
import dev.blindspot.model.Module;
import dev.blindspot.model.Stack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A profile's mappings, locations and functions: what the frames of its stacks become.
 *
 * <p>A location is an address with all that was inlined there. Of a caller it is the address before the one it returns
 * to, within the call, as in Go's own profiles.
 *
 * <p>Threads: one.
 */
final class PprofLocations {
    private static final String VIRTUAL = "[blindspot]";

    private final PprofStrings strings;
    private final List<Module> modules;
    private final Map<MappingKey, Mapping> mappings = new LinkedHashMap<>();
    private final Map<FunctionKey, Long> functionIds = new HashMap<>();
    private final List<ProtoMessage> functions = new ArrayList<>();
    private final Map<LocationKey, Long> locationIds = new HashMap<>();
    private final List<ProtoMessage> locations = new ArrayList<>();

    private record MappingKey(long start, long end, long offset, String file) {}

    private record FunctionKey(String name, @Nullable String file) {}

    private record LocationKey(long address, List<Frame> frames) {}

    /** What is known of the code in a mapping, as its locations were named. */
    private static final class Mapping {
        private final long id;
        private @Nullable String buildId;
        private boolean functions = true;
        private boolean files = true;
        private boolean lines = true;
        private boolean inlined;

        Mapping(long id) {
            this.id = id;
        }

        void meet(List<Frame> frames) {
            for (Frame frame : frames) {
                buildId = buildId == null ? frame.buildId() : buildId;
                functions &= frame.function() != null;
                files &= frame.file() != null;
                lines &= frame.line() != null;
                inlined |= frame.inlined();
            }
        }
    }

    PprofLocations(PprofStrings strings, String mainFile, @Nullable String mainBuildId, List<Module> modules) {
        this.strings = strings;
        this.modules = List.copyOf(modules);
        Module main = this.modules.stream()
                .filter(module -> module.path().equals(mainFile))
                .findFirst()
                .orElse(new Module(0, 0, 0, mainFile, mainBuildId));
        mapping(keyOf(main)).buildId = mainBuildId;
    }

    /** The ids of a stack's locations, leaf first. */
    List<Long> idsOf(Stack stack) throws IOException {
        List<Long> ids = new ArrayList<>();
        List<Frame> here = new ArrayList<>();
        for (Frame frame : stack.frames()) {
            here.add(frame);
            if (!frame.inlined()) {
                ids.add(location(List.copyOf(here), ids.isEmpty()));
                here.clear();
            }
        }
        if (!here.isEmpty()) {
            ids.add(location(List.copyOf(here), ids.isEmpty()));
        }
        return ids;
    }

    /** The id of a location that is no code. */
    long virtual(String name) throws IOException {
        Frame frame = new Frame(0, VIRTUAL, null, name, "", 0, false);
        return location(List.of(frame), true);
    }

    List<ProtoMessage> mappings() throws IOException {
        List<ProtoMessage> messages = new ArrayList<>();
        for (Map.Entry<MappingKey, Mapping> entry : mappings.entrySet()) {
            MappingKey key = entry.getKey();
            Mapping mapping = entry.getValue();
            messages.add(new ProtoMessage()
                    .number(1, mapping.id)
                    .number(2, key.start())
                    .number(3, key.end())
                    .number(4, key.offset())
                    .number(5, strings.id(key.file()))
                    .number(6, strings.id(mapping.buildId))
                    .truth(7, mapping.functions)
                    .truth(8, mapping.files)
                    .truth(9, mapping.lines)
                    .truth(10, mapping.inlined));
        }
        return messages;
    }

    List<ProtoMessage> locations() {
        return locations;
    }

    List<ProtoMessage> functions() {
        return functions;
    }

    private long location(List<Frame> frames, boolean leaf) throws IOException {
        Frame physical = frames.getLast();
        long address = leaf ? physical.pc() : physical.pc() - 1;
        LocationKey key = new LocationKey(address, frames);
        Long known = locationIds.get(key);
        if (known != null) {
            return known;
        }
        Mapping mapping = mapping(keyOf(physical, address));
        mapping.meet(frames);
        long id = locations.size() + 1L;
        ProtoMessage location =
                new ProtoMessage().number(1, id).number(2, mapping.id).number(3, address);
        for (Frame frame : frames) {
            String function = frame.function();
            if (function != null) {
                location.message(
                        4,
                        new ProtoMessage()
                                .number(1, function(function, frame.file()))
                                .number(2, frame.line() == null ? 0 : frame.line()));
            }
        }
        locations.add(location);
        locationIds.put(key, id);
        return id;
    }

    private long function(String name, @Nullable String file) throws IOException {
        FunctionKey key = new FunctionKey(name, file);
        Long known = functionIds.get(key);
        if (known != null) {
            return known;
        }
        long id = functions.size() + 1L;
        functions.add(new ProtoMessage()
                .number(1, id)
                .number(2, strings.id(name))
                .number(3, strings.id(name))
                .number(4, strings.id(file)));
        functionIds.put(key, id);
        return id;
    }

    private Mapping mapping(MappingKey key) {
        return mappings.computeIfAbsent(key, added -> new Mapping(mappings.size() + 1L));
    }

    /** The mapping an address was in: of the same file that was mapped several times, the one that held it. */
    private MappingKey keyOf(Frame frame, long address) {
        for (Module module : modules) {
            if (module.path().equals(frame.module())
                    && Long.compareUnsigned(module.start(), address) <= 0
                    && Long.compareUnsigned(address, module.end()) < 0) {
                return keyOf(module);
            }
        }
        return new MappingKey(0, 0, 0, frame.module());
    }

    private static MappingKey keyOf(Module module) {
        return new MappingKey(module.start(), module.end(), module.fileOffset(), module.path());
    }
}
