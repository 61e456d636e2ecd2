package dev.blindspot.golang.foreign;

import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.ModuleData;
import dev.blindspot.golang.locate.UnreadableMemory;
import dev.blindspot.model.GoState.LoadedModule;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads which plugins are mapped. Go has no way to unmap one; one that {@code plugin.Open} refused after the loader had
 * mapped it stays as well, marked bad.
 *
 * <p>Threads: one. Source: runtime/plugin.go, runtime/symtab.go (Go 1.19 to 1.27).
 */
public final class PluginReader {
    private final GoProcess process;

    public PluginReader(GoProcess process) {
        this.process = process;
    }

    /** In the order they were loaded. */
    public List<LoadedModule> read() throws UnreadableMemory {
        List<LoadedModule> plugins = new ArrayList<>();
        for (ModuleData module : process.modules()) {
            if (!module.pluginPath().isEmpty()) {
                plugins.add(new LoadedModule(module.pluginPath(), module.text(), module.bad()));
            }
        }
        return plugins;
    }
}
