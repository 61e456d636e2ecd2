package dev.blindspot.cli;

import dev.blindspot.audit.Auditor;
import dev.blindspot.export.AuditJson;
import dev.blindspot.export.JsonDocument;
import dev.blindspot.linux.Terminal;
import dev.blindspot.model.BinaryAudit;
import dev.blindspot.model.BinaryAudit.Call;
import dev.blindspot.model.BinaryAudit.LinkedFunction;
import dev.blindspot.model.LeakClass;
import dev.blindspot.model.SamplerException;
import dev.blindspot.view.AuditText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code audit}: what a program's file tells of leaks before it runs. */
final class AuditCommand extends Subcommand {
    private final Argument<List<Path>> files = Argument.listOf(
            new PathConverter(),
            PositionalParamSpec.builder()
                    .index("0..*")
                    .arity("1..*")
                    .paramLabel("BINARY")
                    .description("Go programs or plugins, for amd64 or arm64"));

    private final Argument<List<LeakClass>> classes = Argument.listOf(
            new WordConverter<>(LeakClass.class, LeakClass::label),
            OptionSpec.builder("--class")
                    .splitRegex(",")
                    .paramLabel("CLASS")
                    .description("only these: finalizer, cleanup, plugin, c-heap, mmap, pinner, cgo-handle"));

    private final Argument<List<Pattern>> allowed = Argument.listOf(
            new PatternConverter(),
            OptionSpec.builder("--allow")
                    .paramLabel("REGEX")
                    .description("calls by functions whose full name matches are right, and count for nothing; may be"
                            + " repeated"));

    private final Flag json = new Flag("--json", "as JSON (blindspot.audit/1)");
    private final OutputOption output = new OutputOption();
    private final FailOn failOn = new FailOn();

    AuditCommand() {
        describe(
                "Tells of Go programs before they run: which functions that can leave memory behind are linked in, and who"
                        + " calls them. Calls through function values and interfaces are not seen.",
                "A gate for CI: --fail-on suspect ends with 10 if any but Go's own library calls one.");
        take(files, classes, allowed, json, output, failOn);
        giveExamples(
                "  blindspot audit ./server",
                "  blindspot audit --fail-on suspect --class finalizer,mmap --allow '^example.com/cache\\.' ./server");
    }

    @Override
    public Integer call() {
        files.get().forEach(output::mustNotBe);
        List<BinaryAudit> audits = new ArrayList<>();
        SamplerException failure = auditAll(audits);
        if (audits.isEmpty() && failure != null) {
            throw failure;
        }
        if (json.isGiven()) {
            output.write(out -> AuditJson.write(audits, out, JsonDocument.Style.INDENTED));
        } else {
            output.print(colour -> AuditText.of(audits, colour));
        }
        if (failure != null) {
            return Failure.tell(err(), failure);
        }
        return failOn.exitCode(
                audits.stream().flatMap(audit -> audit.functions().stream()).map(LinkedFunction::severity));
    }

    /** Audits what can be; the last failure is the command's, those before it are told. */
    private @Nullable SamplerException auditAll(List<BinaryAudit> audits) {
        ProgressLine progress = new ProgressLine(err(), Terminal.columns(Terminal.STDERR));
        SamplerException failure = null;
        for (Path file : files.get()) {
            try {
                progress.show("auditing " + file);
                audits.add(judged(Auditor.audit(file)));
            } catch (SamplerException e) {
                progress.clear();
                if (failure != null) {
                    Failure.tell(err(), failure);
                }
                failure = e;
            }
        }
        progress.clear();
        return failure;
    }

    private BinaryAudit judged(BinaryAudit audit) {
        List<LeakClass> shown = classes.or(List.of());
        return audit.with(audit.functions().stream()
                .filter(function -> shown.isEmpty() || shown.contains(function.leakClass()))
                .map(function -> new LinkedFunction(
                        function.function(),
                        function.leakClass(),
                        function.calls().stream().map(this::judged).toList()))
                .toList());
    }

    private Call judged(Call call) {
        boolean right = allowed.or(List.of()).stream()
                .anyMatch(pattern -> pattern.matcher(call.caller()).find());
        return new Call(call.caller(), call.file(), call.line(), call.standardLibrary(), right);
    }
}
