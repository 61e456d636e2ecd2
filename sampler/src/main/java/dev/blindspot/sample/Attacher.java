package dev.blindspot.sample;

import dev.blindspot.linux.perf.EventSpec;
import dev.blindspot.linux.perf.EventSpecs;
import dev.blindspot.linux.perf.PerfResult;
import dev.blindspot.linux.perf.ProbeSpecs;
import dev.blindspot.linux.perf.RingSizes;
import dev.blindspot.linux.perf.SystemAttach;
import dev.blindspot.linux.perf.ThreadAttach;
import dev.blindspot.linux.perf.Tracefs;
import dev.blindspot.linux.perf.UprobeSource;
import dev.blindspot.model.SamplerException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Opens the events of a recording, in the mode asked for or the best that rights allow. */
final class Attacher {
    private static final int MAX_FRAMES = 64;
    /** Go's system call stubs push no frame: their caller's address is the first word. */
    private static final int GO_STACK_BYTES = 64;

    /** From mmap in libc, through pthread_create and runtime/cgo, up to the Go code that called: some 900 bytes. */
    private static final int C_STACK_BYTES = 1280;

    private static final int FAULT_STACK_BYTES = 128;

    /** From where glibc's malloc touches a page up to the Go code that called. */
    private static final int C_FAULT_STACK_BYTES = 768;

    private Attacher() {}

    /**
     * Opens and starts all events.
     *
     * @param hasC whether the target has C code mapped, through which mappings may be made
     * @param probes where uprobes go
     * @throws SamplerException.NotPermitted if the system refuses
     * @throws SamplerException.NoSuchProcess if the target ends meanwhile
     */
    static Attachment attach(int pid, boolean hasC, SampleConfig config, List<ProbeSites.Site> probes) {
        EventSpecs.Choice choice = choice(hasC, config);
        List<EventSpec> specs = new ArrayList<>(specs(choice));
        specs.addAll(probes(choice, probes));
        long probeBytes = config.probes().contains(ProbeSource.MALLOC) ? config.bufferBytes() / 4 : 0;
        RingSizes sizes = new RingSizes(config.bufferBytes(), config.bufferBytes() / 4, probeBytes);
        if (config.attach() != AttachMode.THREAD) {
            PerfResult<SystemAttach> result = openSystem(pid, specs, sizes);
            switch (result) {
                case PerfResult.Ok<SystemAttach>(SystemAttach attach) -> {
                    return new Attachment.SystemWide(attach);
                }
                case PerfResult.Failed<SystemAttach> failed -> {
                    if (config.attach() == AttachMode.SYSTEM || !failed.denied() || failed.memoryLimit()) {
                        throw refused(failed, pid);
                    }
                }
            }
        }
        return switch (ThreadAttach.open(specs, pid, sizes)) {
            case PerfResult.Ok<ThreadAttach>(ThreadAttach attach) -> new Attachment.PerThread(attach);
            case PerfResult.Failed<ThreadAttach> failed -> throw refused(failed, pid);
        };
    }

    /** What a recording opens, see {@link #attach}. */
    static EventSpecs.Choice choice(boolean hasC, SampleConfig config) {
        EventSpecs.Stacks stacks = switch (config.stacks()) {
            case ALL -> EventSpecs.Stacks.ALL;
            case AUTO -> EventSpecs.Stacks.SOME;
            case NONE -> EventSpecs.Stacks.NONE;
        };
        return new EventSpecs.Choice(
                stacks,
                config.latency(),
                MAX_FRAMES,
                hasC ? C_STACK_BYTES : GO_STACK_BYTES,
                1,
                hasC ? C_FAULT_STACK_BYTES : FAULT_STACK_BYTES);
    }

    /** The events at probes. */
    static List<EventSpec> probes(EventSpecs.Choice choice, List<ProbeSites.Site> sites) {
        if (sites.isEmpty()) {
            return List.of();
        }
        UprobeSource source = switch (UprobeSource.here()) {
            case PerfResult.Ok<UprobeSource>(UprobeSource here) -> here;
            case PerfResult.Failed<UprobeSource> failed -> throw new SamplerException.NotPermitted(failed.text());
        };
        return sites.stream()
                .map(site ->
                        ProbeSpecs.of(source, site.role(), site.probe(), choice.maxStack(), choice.mapStackBytes()))
                .toList();
    }

    private static List<EventSpec> specs(EventSpecs.Choice choice) {
        Tracefs.Present tracefs = switch (Tracefs.findOrMount()) {
            case Tracefs.Present present -> present;
            case Tracefs.NotMounted _ ->
                throw new SamplerException.NotPermitted(
                        "tracefs is not mounted and this process may not mount it; it takes: " + Tracefs.mountedBy());
            case Tracefs.NotReadable(Path root) ->
                throw new SamplerException.NotPermitted(root
                        + " is closed to this process; it takes CAP_DAC_READ_SEARCH, or: " + Tracefs.openedBy(root));
        };
        return switch (EventSpecs.of(tracefs, choice)) {
            case PerfResult.Ok<List<EventSpec>>(List<EventSpec> specs) -> specs;
            case PerfResult.Failed<List<EventSpec>> failed ->
                throw new SamplerException.NotPermitted(failed.text() + remedy(failed));
        };
    }

    /** A thread that took a new name while the filters were set is caught by asking for the names once more. */
    private static PerfResult<SystemAttach> openSystem(int pid, List<EventSpec> specs, RingSizes sizes) {
        PerfResult<SystemAttach> result = SystemAttach.open(specs, ThreadNames.of(pid), sizes);
        if (result instanceof PerfResult.Ok<SystemAttach>(SystemAttach attach)) {
            Collection<String> names = ThreadNames.of(pid);
            while (names.stream().anyMatch(name -> !attach.isFollowed(name))) {
                for (String name : names) {
                    if (attach.follow(name) instanceof PerfResult.Failed<Integer> failed) {
                        attach.close();
                        return failed.cast();
                    }
                }
                names = ThreadNames.of(pid);
            }
        }
        return result;
    }

    private static SamplerException refused(PerfResult.Failed<?> failed, int pid) {
        return failed.threadGone()
                ? new SamplerException.NoSuchProcess("process " + pid + " ended before anything was read")
                : new SamplerException.NotPermitted(failed.text() + remedy(failed));
    }

    private static String remedy(PerfResult.Failed<?> failed) {
        return failed.remedy().isEmpty() ? "" : "; it takes " + failed.remedy();
    }
}
