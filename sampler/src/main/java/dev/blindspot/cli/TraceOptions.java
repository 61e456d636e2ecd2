package dev.blindspot.cli;

import dev.blindspot.linux.Machine;
import dev.blindspot.linux.perf.LockedMemory;
import dev.blindspot.model.SamplerException;
import dev.blindspot.sample.AttachMode;
import dev.blindspot.sample.LoadSource;
import dev.blindspot.sample.ProbeSource;
import dev.blindspot.sample.SampleConfig;
import dev.blindspot.sample.StackMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** How a live process is traced: shared by the commands that do. */
final class TraceOptions implements ArgumentGroup {
    private static final long ALL_RINGS_BYTES = 32L << 20;
    private static final long RING_BYTES = 4L << 20;
    private static final String LATENCY = "latency";
    private static final Pattern GAUGE = Pattern.compile("([A-Za-z_][\\w.:-]*)=(.+)", Pattern.DOTALL);

    /** Names of gauges that every recording has. */
    private static final Set<String> TAKEN = Set.of(
            "rss_bytes",
            "vm_bytes",
            "minflt",
            "majflt",
            "threads",
            "fds",
            "cgroup_bytes",
            "goroutines",
            "heap_live_bytes",
            "gc_cycles",
            "finalizers_queued");

    private final Argument<Duration> duration = Argument.of(
            new DurationConverter(),
            OptionSpec.builder("-d", "--duration")
                    .paramLabel("TIME")
                    .description("how long; without it until Ctrl-C or the target's end"));

    private final Argument<Duration> interval = Argument.of(
            new DurationConverter(),
            OptionSpec.builder("-i", "--interval")
                    .paramLabel("TIME")
                    .defaultValue("1s")
                    .description("how often gauges and the ledger are read (default: ${DEFAULT-VALUE})"));

    private final Argument<List<String>> sources = Argument.texts(OptionSpec.builder("-e")
            .splitRegex(",")
            .paramLabel("SOURCE")
            .description("sources besides the default ones: latency (both ends of each system call), dl (dlopen and"
                    + " dlclose with handles), fin (who calls SetFinalizer, AddCleanup, plugin.Open), malloc (who"
                    + " allocates C memory, sampled); the last three put breakpoints into the target"));

    private final Argument<Double> maxOverhead = Argument.of(
            new PercentConverter(),
            OptionSpec.builder("--max-overhead")
                    .paramLabel("PERCENT")
                    .description("of one core, for this process and what it causes in the target: malloc, faults,"
                            + " snapshots, stacks and events are thinned, in this order, to stay under it; not with"
                            + " --stacks all"));

    private final Argument<StackMode> stacks = Argument.of(
            new WordConverter<>(StackMode.class),
            OptionSpec.builder("--stacks")
                    .paramLabel("MODE")
                    .defaultValue("auto")
                    .description("which mappings carry their stack: all (exact), auto (every one up to a rate, weighted"
                            + " ones beyond it), none (default: ${DEFAULT-VALUE})"));

    private final Argument<AttachMode> attach = Argument.of(
            new WordConverter<>(AttachMode.class),
            OptionSpec.builder("--attach")
                    .paramLabel("MODE")
                    .defaultValue("auto")
                    .description("how events are bound to the target: auto, system, thread (default:"
                            + " ${DEFAULT-VALUE})"));

    private final Argument<Long> buffer = Argument.of(
            new ByteSizeConverter(),
            OptionSpec.builder("--buffer")
                    .paramLabel("SIZE")
                    .description("kernel ring per CPU (default: 4MiB, and no more than 32MiB in all, or what this user"
                            + " may lock)"));

    private final FreezeOption freeze = new FreezeOption();

    private final OlderOption older = new OlderOption();

    private final Argument<List<String>> gauges = Argument.texts(OptionSpec.builder("--gauge")
            .paramLabel("NAME=CMD|URL")
            .description("record a load gauge besides: the first number a command prints or a web page shows;"
                    + " URL#METRIC sums a Prometheus metric"));

    private @Nullable Duration longest;

    @Override
    public void addTo(CommandSpec command) {
        for (ArgumentGroup each :
                List.of(duration, interval, sources, maxOverhead, stacks, attach, buffer, freeze, older, gauges)) {
            each.addTo(command);
        }
    }

    /**
     * What the sampler is told.
     *
     * @throws SamplerException.Usage if a source is unknown
     */
    SampleConfig sampleConfig() {
        Set<ProbeSource> probes = EnumSet.noneOf(ProbeSource.class);
        for (String source : sources.or(List.of())) {
            if (!source.equals(LATENCY)) {
                probes.add(probe(source));
            }
        }
        Double limit = maxOverhead.value();
        if (limit != null && stacks.get() == StackMode.ALL) {
            throw new SamplerException.Usage("--max-overhead thins what --stacks all wants whole: give one of the two");
        }
        Long bytes = buffer.value();
        return new SampleConfig(
                attach.get(),
                stacks.get(),
                sources.or(List.of()).contains(LATENCY),
                probes,
                limit == null ? 0 : limit,
                bytes == null ? defaultRingBytes() : bytes,
                interval().toNanos());
    }

    private static ProbeSource probe(String name) {
        for (ProbeSource source : ProbeSource.values()) {
            if (source.label().equals(name)) {
                return source;
            }
        }
        String all = Arrays.stream(ProbeSource.values()).map(ProbeSource::label).collect(Collectors.joining(", "));
        throw new SamplerException.Usage("-e: '" + name + "' is no source; there are: " + LATENCY + ", " + all);
    }

    /** Without CAP_IPC_LOCK smaller rings are better than none. */
    private static long defaultRingBytes() {
        return Math.min(Math.min(RING_BYTES, ALL_RINGS_BYTES / Machine.CPUS), LockedMemory.ringBytes());
    }

    /**
     * The load gauges asked for.
     *
     * @throws SamplerException.Usage if one has no name, a name that is taken, or nothing to read
     */
    List<LoadSource> loadSources() {
        Map<String, LoadSource> sources = new LinkedHashMap<>();
        for (String gauge : gauges.or(List.of())) {
            Matcher matcher = GAUGE.matcher(gauge);
            if (!matcher.matches()) {
                throw new SamplerException.Usage("--gauge: '" + gauge + "' is no gauge: write NAME=CMD or NAME=URL");
            }
            String name = matcher.group(1);
            if (TAKEN.contains(name) || sources.put(name, new LoadSource(name, matcher.group(2))) != null) {
                throw new SamplerException.Usage("--gauge: there is a gauge " + name + " already");
            }
        }
        return List.copyOf(sources.values());
    }

    /** Whether and how the target is stopped while it is looked at. */
    FreezeOption freeze() {
        return freeze;
    }

    /** Looks at least so often, whatever interval was asked for. */
    void atLeastEvery(Duration longest) {
        this.longest = longest;
    }

    private Duration interval() {
        Duration asked = interval.get();
        return longest == null || asked.compareTo(longest) < 0 ? asked : longest;
    }

    long durationNanos() {
        Duration asked = duration.value();
        return asked == null ? Long.MAX_VALUE / 2 : asked.toNanos();
    }

    long olderNanos() {
        return older.nanos(-1);
    }
}
