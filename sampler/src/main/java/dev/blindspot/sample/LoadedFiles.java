package dev.blindspot.sample;

import dev.blindspot.ledger.MappedFiles;
import dev.blindspot.ledger.MappedFiles.MappedFile;
import dev.blindspot.model.GoState;
import dev.blindspot.model.GoState.LoadedModule;
import dev.blindspot.model.LargestFirst;
import dev.blindspot.model.Plugins;
import dev.blindspot.model.Plugins.Library;
import dev.blindspot.model.Plugins.PluginModule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts together what Go's runtime says of its plugins and what the mappings of their files hold. */
final class LoadedFiles {
    private LoadedFiles() {}

    static Plugins of(@Nullable GoState go, MappedFiles files) {
        List<PluginModule> plugins = new ArrayList<>();
        if (go != null && go.modules() != null) {
            go.modules().forEach(module -> plugins.add(plugin(module, files)));
        }
        List<Library> libraries = new ArrayList<>();
        for (MappedFile file : files.files()) {
            if (!file.isPlugin()) {
                libraries.add(
                        new Library(file.path(), file.isDeleted(), file.mappedBytes(), file.rssBytes(), file.copies()));
            }
        }
        libraries.sort(LargestFirst.by(Library::rssBytes));
        return new Plugins(plugins, libraries);
    }

    private static PluginModule plugin(LoadedModule module, MappedFiles files) {
        String state = module.failed() ? "failed" : "ready";
        for (MappedFile file : files.files()) {
            if (file.isPlugin() && file.spans(module.text())) {
                return new PluginModule(
                        module.path(), file.path(), file.base(), file.mappedBytes(), file.rssBytes(), state);
            }
        }
        return new PluginModule(module.path(), null, module.text(), 0, 0, state);
    }
}
