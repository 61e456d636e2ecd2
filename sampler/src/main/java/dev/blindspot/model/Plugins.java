package dev.blindspot.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Go plugins and shared libraries of a process. */
public record Plugins(List<PluginModule> modules, List<Library> libraries) {
    public Plugins {
        modules = List.copyOf(modules);
        libraries = List.copyOf(libraries);
    }

    /**
     * A module {@code plugin.Open} mapped.
     *
     * @param pluginPath the import path it was built with
     * @param file it was mapped from; null if no mapping shows it
     * @param base its lowest address
     * @param state {@code ready}, or {@code failed}: mapped for good, never usable
     */
    public record PluginModule(
            String pluginPath, @Nullable String file, long base, long mappedBytes, long rssBytes, String state) {}

    /**
     * A shared object, Go plugins not among them.
     *
     * @param deleted whether the file is gone
     * @param copies how often it is mapped
     */
    public record Library(String file, boolean deleted, long mappedBytes, long rssBytes, int copies) {}
}
