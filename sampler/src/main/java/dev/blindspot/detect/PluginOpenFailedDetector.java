package dev.blindspot.detect;

import dev.blindspot.model.CallKind;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Plugins;
import dev.blindspot.model.Plugins.PluginModule;
import dev.blindspot.model.Severity;
import java.util.List;
import java.util.Objects;

/**
 * {@code plugin-open-failed}: {@code plugin.Open} mapped a file and then failed. Nothing can unmap it, so one look is
 * proof.
 */
final class PluginOpenFailedDetector implements Detector {
    private static final String ID = "plugin-open-failed";

    @Override
    public List<Finding> detect(Window window) {
        Plugins plugins =
                window.looks().isEmpty() ? null : window.looks().getLast().plugins();
        List<PluginModule> failed = plugins == null
                ? List.of()
                : plugins.modules().stream()
                        .filter(module -> module.state().equals("failed"))
                        .toList();
        return failed.isEmpty() ? List.of() : List.of(finding(window, failed));
    }

    private static Finding finding(Window window, List<PluginModule> failed) {
        int count = failed.size();
        long mapped = failed.stream().mapToLong(PluginModule::mappedBytes).sum();
        Evidence evidence = new Evidence()
                .put("mapped_bytes", mapped)
                .put(
                        "rss_bytes",
                        failed.stream().mapToLong(PluginModule::rssBytes).sum())
                .put("files", failed.stream().map(PluginModule::file).filter(Objects::nonNull))
                .put("plugin_paths", failed.stream().map(PluginModule::pluginPath));
        return new Finding(
                ID,
                Severity.LEAK,
                count == 1 ? "a failed plugin.Open stays mapped" : count + " failed calls of plugin.Open stay mapped",
                mapped,
                (long) count,
                null,
                false,
                evidence.values(),
                TracedStacks.of(window, CallKind.PLUGIN_OPEN, stack -> true),
                "Go has no plugin.Close: what a failed Open mapped stays until the process ends. Do not retry under new"
                        + " file names; check before opening that the plugin is built with the program's own Go and"
                        + " packages, and is not loaded already.");
    }
}
