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
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plan}: what memory a service will need. */
@Command(
        description = {
            "Plans capacity from recordings of a service: whether it grows, when it reaches its limit, and what limit and",
            "GOMEMLIMIT to give it. Several recordings are taken as of instances of one service under one kind of load."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  blindspot plan week.bsp --limit 2GiB", "  blindspot plan a.bsp b.bsp c.bsp --load 2x --json"})
final class PlanCommand implements Callable<Integer> {
    private static final Pattern FACTOR = Pattern.compile("(\\d+(?:\\.\\d+)?)x?");

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "recordings")
    private List<Path> files = List.of();

    @Option(
            names = "--limit",
            paramLabel = "SIZE",
            converter = ByteSizeConverter.class,
            description = "what memory is limited to (default: the limit of the cgroup that was recorded)")
    private @Nullable Long limit;

    @Option(
            names = "--load",
            paramLabel = "FACTOR",
            description =
                    "what if the load were so many times as high: 2x; it takes a gauge recorded by record --gauge")
    private @Nullable String load;

    @Option(names = "--json", description = "as JSON (blindspot.plan/1)")
    private boolean json;

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        PlanBuilder builder = new PlanBuilder(limit, factor());
        for (Path file : files) {
            read(file, builder);
            output.mustNotBe(file);
        }
        Plan plan = builder.build();
        if (json) {
            output.write(out -> PlanJson.write(plan, out));
        } else {
            output.print(colour -> PlanText.of(plan, colour));
        }
        return Main.EXIT_OK;
    }

    private @Nullable Double factor() {
        if (load == null) {
            return null;
        }
        Matcher matcher = FACTOR.matcher(load);
        if (!matcher.matches() || Double.parseDouble(matcher.group(1)) == 0) {
            throw new SamplerException.Usage("--load: '" + load + "' is no factor: 2x, say");
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
