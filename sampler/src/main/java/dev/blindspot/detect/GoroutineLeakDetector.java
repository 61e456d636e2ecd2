package dev.blindspot.detect;

import dev.blindspot.model.Finding;
import dev.blindspot.model.Finding.StackShare;
import dev.blindspot.model.Frame;
import dev.blindspot.model.Goroutines;
import dev.blindspot.model.Goroutines.Group;
import dev.blindspot.model.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code goroutine-leak}: ever more goroutines of one go statement stay. Those that Go 1.27's own profile marked as leaked
 * are; of others growth is all there is to judge by.
 */
final class GoroutineLeakDetector implements Detector {
    private static final String ID = "goroutine-leak";
    private static final String LEAKED = "leaked";
    private static final int MOST_STACKS = 8;
    private static final int FIRST_WITH_PROFILE = 27;

    /** A go statement. */
    private record Creator(
            @Nullable String function,
            @Nullable String file,
            @Nullable Integer line,
            long pc) {
        static Creator of(Frame frame) {
            boolean known = frame.function() != null && frame.line() != null;
            return new Creator(frame.function(), frame.file(), frame.line(), known ? 0 : frame.pc());
        }
    }

    /** The goroutines of one go statement at one look. */
    private static final class Started {
        private final List<Group> groups = new ArrayList<>();
        private long count;
        private long leaked;

        void add(Group group) {
            groups.add(group);
            count += group.count();
            leaked += group.state().equals(LEAKED) ? group.count() : 0;
        }
    }

    @Override
    public List<Finding> detect(Window window) {
        IdentityHashMap<Look, @Nullable Map<Creator, Started>> seen = new IdentityHashMap<>();
        window.looks().forEach(look -> seen.put(look, started(look)));
        Look last = window.lastLook();
        Map<Creator, Started> now = last == null ? null : seen.get(last);
        List<Finding> findings = new ArrayList<>();
        if (now == null) {
            return findings;
        }
        now.forEach((creator, started) -> {
            LookGrowth growth = LookGrowth.ofCount(window, look -> count(seen.get(look), creator));
            Severity severity = started.leaked > 0 ? Severity.LEAK : growth.severity();
            if (severity != null) {
                findings.add(finding(window, started, growth, severity));
            }
        });
        return findings;
    }

    private static @Nullable Map<Creator, Started> started(Look look) {
        Goroutines goroutines = look.go() == null ? null : look.go().goroutines();
        if (goroutines == null) {
            return null;
        }
        Map<Creator, Started> all = new LinkedHashMap<>();
        for (Group group : goroutines.groups()) {
            Frame creator = group.createdBy();
            if (creator != null
                    && !Objects.requireNonNullElse(creator.function(), "").startsWith("runtime.")) {
                all.computeIfAbsent(Creator.of(creator), key -> new Started()).add(group);
            }
        }
        return all;
    }

    private static @Nullable Long count(@Nullable Map<Creator, Started> seen, Creator creator) {
        if (seen == null) {
            return null;
        }
        Started started = seen.get(creator);
        return started == null ? 0L : (Long) started.count;
    }

    private static Finding finding(Window window, Started started, LookGrowth growth, Severity severity) {
        List<Group> groups = severity == Severity.LEAK
                ? started.groups.stream()
                        .filter(group -> group.state().equals(LEAKED))
                        .toList()
                : started.groups;
        Group first = groups.getFirst();
        Frame creator = Objects.requireNonNull(first.createdBy());
        Evidence evidence = new Evidence()
                .put(UserFrame.of(first.stack()))
                .put("created_by_function", creator.function())
                .put("created_by_file", creator.file())
                .put(
                        "created_by_line",
                        creator.line() == null ? null : (Long) creator.line().longValue())
                .put("states", states(groups))
                .put("waiting_at_least_ns", longestWait(groups))
                .put(growth);
        return new Finding(
                ID,
                severity,
                title(creator, first, severity),
                null,
                severity == Severity.LEAK ? started.leaked : started.count,
                null,
                false,
                evidence.values(),
                groups.stream()
                        .filter(group -> !group.stack().frames().isEmpty())
                        .limit(MOST_STACKS)
                        .map(group -> new StackShare(group.stack(), 0, group.count()))
                        .toList(),
                advice(window, severity));
    }

    private static String title(Frame creator, Group group, Severity severity) {
        String who = "goroutines started by " + UserFrame.shortName(creator);
        String reason = group.waitReason() == null ? group.state() : group.waitReason();
        return switch (severity) {
            case LEAK -> who + " wait for ever (" + reason + "), as Go's own leak profile found";
            case SUSPECT -> who + " pile up (" + reason + ")";
            case INFO -> "many " + who + " (" + reason + ")";
        };
    }

    private static String states(List<Group> groups) {
        Map<String, Long> counts = new HashMap<>();
        groups.forEach(group -> counts.merge(
                group.waitReason() == null ? group.state() : group.waitReason(), group.count(), Long::sum));
        StringBuilder text = new StringBuilder();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(MOST_STACKS)
                .forEach(entry -> text.append(text.isEmpty() ? "" : ", ")
                        .append(entry.getKey())
                        .append(' ')
                        .append(entry.getValue()));
        return text.toString();
    }

    private static @Nullable Long longestWait(List<Group> groups) {
        return groups.stream()
                .map(Group::waitingAtLeastNanos)
                .filter(Objects::nonNull)
                .max(Long::compare)
                .orElse(null);
    }

    private static String advice(Window window, Severity severity) {
        String how =
                "Give each goroutine a way to end: a context that is cancelled, a channel that is closed, a buffer that"
                        + " takes the last send.";
        return severity != Severity.LEAK && window.target().goMinor() >= FIRST_WITH_PROFILE
                ? how + " Go's goroutineleak profile (runtime/pprof) tells which can never go on."
                : how;
    }
}
