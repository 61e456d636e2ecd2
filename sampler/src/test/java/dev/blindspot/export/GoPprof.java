package dev.blindspot.export;

import dev.blindspot.elf.GoBuilds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code go tool pprof} of one Go version. */
final class GoPprof {
    private final String version;

    GoPprof(String version) {
        this.version = version;
    }

    /** What it prints, given these options and files. */
    String print(String... arguments) throws IOException {
        return GoBuilds.go(
                version,
                Stream.concat(Stream.of("tool", "pprof"), Stream.of(arguments)).toArray(String[]::new));
    }

    /** A profile as {@code -raw} prints it. */
    Raw raw(Path profile) throws IOException {
        return Raw.of(print("-raw", profile.toString()).lines().toList());
    }

    record Sample(List<Long> values, List<Integer> locations, String labels) {}

    /**
     * A profile's samples, and the functions of its locations.
     *
     * @param locations id to {@code "M=1 function file:line"} and what was inlined there, as printed
     */
    record Raw(List<String> types, List<Sample> samples, Map<Integer, String> locations) {
        /** The sum of a type's values over the samples in which a function is. */
        long sum(String type, String function) {
            return samples.stream()
                    .filter(sample -> sample.locations().stream()
                            .anyMatch(id -> (locations.getOrDefault(id, "") + " ").contains(" " + function + " ")))
                    .mapToLong(sample -> sample.values().get(index(type)))
                    .sum();
        }

        long total(String type) {
            return samples.stream()
                    .mapToLong(sample -> sample.values().get(index(type)))
                    .sum();
        }

        private int index(String type) {
            return types.stream()
                    .map(name -> name.replaceAll("/.*", ""))
                    .toList()
                    .indexOf(type);
        }

        private static Raw of(List<String> lines) {
            int start = lines.indexOf("Samples:");
            int split = lines.indexOf("Locations");
            int end = lines.indexOf("Mappings");
            Raw raw = new Raw(Arrays.asList(lines.get(start + 1).split(" ")), new ArrayList<>(), new HashMap<>());
            for (String line : lines.subList(start + 2, split)) {
                if (line.matches("[ 0-9]+: [ 0-9]+")) {
                    String[] sides = line.split(":", -1);
                    raw.samples.add(new Sample(
                            numbers(sides[0]).toList(),
                            numbers(sides[1]).map(Math::toIntExact).toList(),
                            ""));
                } else {
                    Sample sample = raw.samples.removeLast();
                    raw.samples.add(new Sample(sample.values(), sample.locations(), line.strip()));
                }
            }
            int id = 0;
            for (String line : lines.subList(split + 1, end)) {
                // What was inlined has lines of its own, without an id.
                int colon = line.indexOf(": 0x");
                boolean isNew = colon > 0 && !line.substring(0, colon).isBlank();
                if (isNew) {
                    id = Integer.parseInt(line.substring(0, colon).strip());
                }
                raw.locations.merge(id, " " + line.strip(), String::concat);
            }
            return raw;
        }

        private static Stream<Long> numbers(String text) {
            return Stream.of(text.strip().split(" +")).map(Long::parseLong);
        }
    }
}
