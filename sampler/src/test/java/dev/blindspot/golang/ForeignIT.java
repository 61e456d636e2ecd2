package dev.blindspot.golang;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.elf.GoBuilds;
import dev.blindspot.golang.foreign.CgoHandleReader;
import dev.blindspot.golang.foreign.PluginReader;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.LiveRuntime;
import dev.blindspot.model.CgoHandles;
import dev.blindspot.model.GoState.LoadedModule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plugins and cgo handles that pile up are counted as the program counts them. */
class ForeignIT {
    @ParameterizedTest
    @MethodSource("dev.blindspot.elf.GoBuilds#versionsAndModes")
    void handlesLiveAndCreated(String goVersion, String mode) throws Exception {
        try (GoTarget target = GoTarget.start("handletruth", goVersion, mode)) {
            target.go();
            Map<String, @Nullable Object> truth = target.truth();
            try (LiveRuntime runtime = new LiveRuntime(target.pid())) {
                CgoHandles handles = new CgoHandleReader(runtime.process(), Long::toHexString).read();
                assertEquals(truth.get("live"), handles.live());
                assertEquals(truth.get("created"), handles.created());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.blindspot.elf.GoBuilds#versionsAndModes")
    void pluginsThatFailed(String goVersion, String mode) throws Exception {
        String plugin = GoBuilds.build("plugin", goVersion, "plain").toString();
        try (GoTarget target = GoTarget.start("pluginfail", goVersion, mode, "-plugin", plugin)) {
            target.go();
            Map<String, @Nullable Object> truth = target.truth();
            try (LiveRuntime runtime = new LiveRuntime(target.pid())) {
                List<LoadedModule> modules = new PluginReader(runtime.process()).read();
                assertEquals(
                        truth.get("failed"),
                        modules.stream().filter(LoadedModule::failed).count());
                assertEquals(
                        1, modules.stream().filter(module -> !module.failed()).count());
            }
        }
    }
}
