package dev.blindspot.diff;

import dev.blindspot.model.Finalizers;
import dev.blindspot.model.Plugins;

/** What an inspection knows by type and by file. */
final class ObjectMeasures {
    /** How many are waiting for the next collection is the collector's moment. */
    private static final double NOISE = 0.25;

    private ObjectMeasures() {}

    static Measures finalizers(Finalizers finalizers) {
        Measures measures = new Measures();
        for (Finalizers.ByFunction function : finalizers.byFunction()) {
            String types = function.types().isEmpty() ? "(unknown)" : String.join(", ", function.types());
            measures.add(
                    RowKey.By.TYPE,
                    types + " with a finalizer",
                    new Measure(function.objectBytes(), NOISE * function.objectBytes()));
        }
        return measures;
    }

    static Measures libraries(Plugins plugins) {
        Measures measures = new Measures();
        plugins.modules()
                .forEach(module -> measures.add(
                        RowKey.By.MODULE, "plugin " + module.pluginPath(), new Measure(module.rssBytes(), 0)));
        plugins.libraries()
                .forEach(library -> measures.add(
                        RowKey.By.MODULE,
                        library.file().substring(library.file().lastIndexOf('/') + 1) + " (mapped)",
                        new Measure(library.rssBytes(), 0)));
        return measures;
    }
}
