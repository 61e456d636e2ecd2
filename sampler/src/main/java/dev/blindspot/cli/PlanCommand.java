package dev.blindspot.cli;

import dev.blindspot.export.PlanJson;
import dev.blindspot.model.SamplerException;
import dev.blindspot.plan.Plan;
import dev.blindspot.plan.PlanBuilder;
import dev.blindspot.recording.RecordedItem;
import dev.blindspot.recording.RecordingReader;
import dev.blindspot.view.PlanText;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code plan}: what memory a service will need. */
final class PlanCommand extends Subcommand {
    private static final Pattern FACTOR = Pattern.compile("(\\d+(?:\\.\\d+)?)x?");

    private final Argument<List<Path>> files = Argument.listOf(
            new PathConverter(),
            PositionalParamSpec.builder()
                    .index("0..*")
                    .arity("1..*")
                    .paramLabel("FILE")
                    .description("recordings"));

    private final Argument<Long> limit = Argument.of(
            new ByteSizeConverter(),
            OptionSpec.builder("--limit")
                    .paramLabel("SIZE")
                    .description("what memory is limited to (default: the limit of the cgroup that was recorded)"));

    private final Argument<String> load = Argument.text(OptionSpec.builder("--load")
            .paramLabel("FACTOR")
            .description(
                    "what if the load were so many times as high: 2x; it takes a gauge recorded by record --gauge"));

    private final Flag json = new Flag("--json", "as JSON (blindspot.plan/1)");
    private final OutputOption output = new OutputOption();

    PlanCommand() {
        describe(
                "Plans capacity from recordings of a service: whether it grows, when it reaches its limit, and what limit and",
                "GOMEMLIMIT to give it. Several recordings are taken as of instances of one service under one kind of load.");
        take(files, limit, load, json, output);
        giveExamples("  blindspot plan week.bsp --limit 2GiB", "  blindspot plan a.bsp b.bsp c.bsp --load 2x --json");
    }

    @Override
    public Integer call() {
        PlanBuilder builder = new PlanBuilder(limit.value(), factor());
        for (Path file : files.get()) {
            read(file, builder);
            output.mustNotBe(file);
        }
        Plan plan = builder.build();
        if (json.isGiven()) {
            output.write(out -> PlanJson.write(plan, out));
        } else {
            output.print(colour -> PlanText.of(plan, colour));
        }
        return Main.EXIT_OK;
    }

    private @Nullable Double factor() {
        String asked = load.value();
        if (asked == null) {
            return null;
        }
        Matcher matcher = FACTOR.matcher(asked);
        if (!matcher.matches() || Double.parseDouble(matcher.group(1)) == 0) {
            throw new SamplerException.Usage("--load: '" + asked + "' is no factor: 2x, say");
        }
        return Double.valueOf(matcher.group(1));
    }

    private static void read(Path file, PlanBuilder builder) {
        try (RecordingReader reader = RecordingReader.open(file)) {
            builder.begin(reader.info());
            for (RecordedItem item = reader.next(); item != null; item = reader.next()) {
                if (item instanceof RecordedItem.OfInterval(var interval)) {
                    builder.add(interval);
                } else if (item instanceof RecordedItem.OfProcess(var process)) {
                    builder.restarted(process.first());
                }
            }
            reader.notes().forEach(builder::note);
        }
    }
}
