package dev.blindspot.detect;

import dev.blindspot.model.Finding;
import dev.blindspot.model.Plugins;
import dev.blindspot.model.Plugins.PluginModule;
import dev.blindspot.model.Severity;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@code plugin-open-failed}: {@code plugin.Open} mapped a file and then failed. Nothing can unmap it, so one look is
 * proof.
 */
final class PluginOpenFailedDetector implements Detector {
    private static final String ID = "plugin-open-failed";
    private static final int MOST_NAMES = 20;

    @Override
    public List<Finding> detect(Window window) {
        Plugins plugins =
                window.looks().isEmpty() ? null : window.looks().getLast().plugins();
        List<PluginModule> failed = plugins == null
                ? List.of()
                : plugins.modules().stream()
                        .filter(module -> module.state().equals("failed"))
                        .toList();
        return failed.isEmpty() ? List.of() : List.of(finding(failed));
    }

    private static Finding finding(List<PluginModule> failed) {
        int count = failed.size();
        long mapped = failed.stream().mapToLong(PluginModule::mappedBytes).sum();
        SortedMap<String, Object> evidence = new TreeMap<>();
        evidence.put("mapped_bytes", mapped);
        evidence.put(
                "rss_bytes", failed.stream().mapToLong(PluginModule::rssBytes).sum());
        evidence.put(
                "files",
                failed.stream()
                        .map(PluginModule::file)
                        .filter(Objects::nonNull)
                        .distinct()
                        .limit(MOST_NAMES)
                        .collect(Collectors.joining(" ")));
        evidence.put(
                "plugin_paths",
                failed.stream()
                        .map(PluginModule::pluginPath)
                        .distinct()
                        .limit(MOST_NAMES)
                        .collect(Collectors.joining(" ")));
        return new Finding(
                ID,
                Severity.LEAK,
                count == 1 ? "a failed plugin.Open stays mapped" : count + " failed calls of plugin.Open stay mapped",
                mapped,
                (long) count,
                null,
                false,
                evidence,
                List.of(),
                "Go has no plugin.Close: what a failed Open mapped stays until the process ends. Do not retry under new"
                        + " file names; check before opening that the plugin is built with the program's own Go and"
                        + " packages, and is not loaded already.");
    }
}
