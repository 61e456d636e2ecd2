package dev.blindspot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table of packages and what each may use: the whole structure, held by one test. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.blindspot");

    /** Package (without the root) to the packages it may use. A package that is not here may not exist. */
    private static final Map<String, List<String>> MAY_USE = new LinkedHashMap<>();

    static {
        allow("linux.bindings");
        allow("linux", "linux.bindings");
        allow("linux.memory", "linux", "linux.bindings");
        allow("linux.proc", "linux", "linux.bindings");
        allow("linux.perf", "linux", "linux.bindings");
        allow("model");
        allow("ring");
        allow("event", "ring");
        allow("elf");
        allow("code", "elf");
        allow("symbol", "code", "elf", "model");
        allow("audit", "code", "elf", "model");
        allow("golang.layout", "elf");
        allow("golang.locate", "golang.layout", "code", "elf", "symbol", "linux.memory", "model");
        allow("golang.heap", "golang.locate", "golang.layout", "elf", "symbol", "model");
        allow("golang.sched", "golang.locate", "golang.layout", "elf", "symbol", "model");
        allow("golang.foreign", "golang.locate", "golang.layout", "elf", "symbol", "model");
        allow("golang", "golang.heap", "golang.sched", "golang.foreign", "golang.locate", "golang.layout", "model");
        // linux: the read cost that both /proc and memory are counted in, and words for error numbers.
        allow("ledger", "linux", "linux.proc", "model");
        allow("aggregate", "event", "model");
        allow("detect", "aggregate", "model");
        allow("recording", "event", "model");
        allow("plan", "aggregate", "model");
        allow("diff", "aggregate", "detect", "model");
        allow("ingest", "model");
        allow(
                "sample",
                "linux",
                "linux.memory",
                "linux.proc",
                "linux.perf",
                "model",
                "ring",
                "event",
                "elf",
                "symbol",
                "golang",
                "golang.locate",
                "ledger");
        allow("metrics", "model");
        allow("serve", "detect", "metrics", "model");
        allow("stream", "event", "ring", "export", "model");
        allow("export", "event", "recording", "aggregate", "detect", "diff", "plan", "metrics", "model");
        allow("view", "aggregate", "detect", "diff", "plan", "model");
        allow(
                "cli",
                "linux",
                "linux.memory",
                "linux.proc",
                "linux.perf",
                "model",
                "ring",
                "event",
                "elf",
                "symbol",
                "audit",
                "ledger",
                "aggregate",
                "detect",
                "recording",
                "diff",
                "ingest",
                "plan",
                "sample",
                "export",
                "stream",
                "serve",
                "view");
    }

    private static void allow(String name, String... used) {
        MAY_USE.put(name, Arrays.asList(used));
    }

    @Test
    void packagesUseOnlyWhatTheTableAllows() {
        var rule = layeredArchitecture().consideringOnlyDependenciesInAnyPackage("dev.blindspot..");
        for (String name : MAY_USE.keySet()) {
            rule = rule.optionalLayer(name).definedBy("dev.blindspot." + name);
        }
        for (Map.Entry<String, List<String>> entry : MAY_USE.entrySet()) {
            rule = entry.getValue().isEmpty()
                    ? rule.whereLayer(entry.getKey()).mayNotAccessAnyLayer()
                    : rule.whereLayer(entry.getKey())
                            .mayOnlyAccessLayers(entry.getValue().toArray(String[]::new));
        }
        rule.ensureAllClassesAreContainedInArchitecture().check(CLASSES);
    }

    @Test
    void thereAreNoCycles() {
        slices().matching("dev.blindspot.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheLinuxPackagesLinkNativeCode() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.blindspot.linux..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.Linker")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.SymbolLookup")
                .check(CLASSES);
    }
}
