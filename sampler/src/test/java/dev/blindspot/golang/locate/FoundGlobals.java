package dev.blindspot.golang.locate;

import dev.blindspot.elf.ElfSymbols;
import dev.blindspot.live.LiveRuntime;
import java.util.HashMap;
import java.util.Map;

/** Where the two ways find a running program's global variables. */
public record FoundGlobals(Map<String, Long> bySymbols, Map<String, Long> byCode) {
    public static FoundGlobals of(LiveRuntime runtime) throws Exception {
        TargetImage image = runtime.image();
        GoProcess process = runtime.process();
        Map<String, Long> symbols = new HashMap<>();
        new ElfSymbols(image.executable())
                .variables(Globals.WANTED)
                .forEach((name, address) -> symbols.put(name, address + image.bias()));
        return new FoundGlobals(
                symbols,
                DecodedReferences.find(
                                image, process.layout(), process.modules().getFirst(), Globals.WANTED)
                        .addresses());
    }
}
