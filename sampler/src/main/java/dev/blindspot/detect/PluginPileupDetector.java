package dev.blindspot.detect;

import dev.blindspot.model.CallKind;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Plugins;
import dev.blindspot.model.Plugins.PluginModule;
import dev.blindspot.model.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code plugin-pileup}: plugins are opened under ever new names, and none can be closed. */
final class PluginPileupDetector implements Detector {
    private static final String ID = "plugin-pileup";
    /** So many at one look are worth a line. */
    private static final int MANY = 16;

    @Override
    public List<Finding> detect(Window window) {
        Look look = window.lastLook();
        List<PluginModule> ready = look == null ? null : ready(look);
        if (ready == null || ready.isEmpty()) {
            return List.of();
        }
        LookGrowth growth = LookGrowth.of(window, look1 -> mappedBytes(ready(look1)), look1 -> count(ready(look1)));
        boolean suspect = growth.severity() == Severity.SUSPECT && growth.gainedCount() > 1;
        return suspect || ready.size() >= MANY
                ? List.of(finding(window, ready, growth, suspect ? Severity.SUSPECT : Severity.INFO))
                : List.of();
    }

    private static @Nullable List<PluginModule> ready(Look look) {
        Plugins plugins = look.plugins();
        return plugins == null
                ? null
                : plugins.modules().stream()
                        .filter(module -> module.state().equals("ready"))
                        .toList();
    }

    private static @Nullable Long mappedBytes(@Nullable List<PluginModule> modules) {
        return modules == null
                ? null
                : (Long) modules.stream().mapToLong(PluginModule::mappedBytes).sum();
    }

    private static @Nullable Long count(@Nullable List<PluginModule> modules) {
        return modules == null ? null : (Long) (long) modules.size();
    }

    private static Finding finding(Window window, List<PluginModule> ready, LookGrowth growth, Severity severity) {
        Evidence evidence = new Evidence()
                .put("mapped_bytes", mappedBytes(ready))
                .put(
                        "rss_bytes",
                        ready.stream().mapToLong(PluginModule::rssBytes).sum())
                .put("files", ready.reversed().stream().map(PluginModule::file).filter(Objects::nonNull))
                .put("plugin_paths", ready.reversed().stream().map(PluginModule::pluginPath))
                .put(growth);
        return new Finding(
                ID,
                severity,
                severity == Severity.SUSPECT
                        ? "ever more plugins are opened"
                        : String.format(Locale.ROOT, "%,d", ready.size()) + " plugins are open",
                mappedBytes(ready),
                (long) ready.size(),
                growth.bytesPerSecond(),
                false,
                evidence.values(),
                TracedStacks.of(window, CallKind.PLUGIN_OPEN, stack -> true),
                "Go has no plugin.Close (golang/go#20461): each rebuilt plugin stays mapped beside the old ones. Restart the"
                        + " process to renew plugins, or run them as processes of their own.");
    }
}
