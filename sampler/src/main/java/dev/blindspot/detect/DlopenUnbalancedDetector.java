package dev.blindspot.detect;

import dev.blindspot.aggregate.CallRow;
import dev.blindspot.model.CallKind;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Finding.StackShare;
import dev.blindspot.model.Frame;
import dev.blindspot.model.LargestFirst;
import dev.blindspot.model.Plugins.Library;
import dev.blindspot.model.Severity;
import dev.blindspot.model.Stack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code dlopen-unbalanced}: handles of a library that dlopen gave and dlclose did not have back.
 *
 * <p>It takes {@code -e dl}: without the handles nobody can tell an open that is meant to last from one that is forgotten.
 * A library that is opened again and again costs memory with each copy; one handle held is how most programs use one.
 */
final class DlopenUnbalancedDetector implements Detector {
    private static final String ID = "dlopen-unbalanced";

    /** All that was opened and closed of one file. */
    private static final class Usage {
        private long opened;
        private long open;
        private long closed;
        private long unmappedNothing;
        private boolean incomplete;
        private final Map<Stack, Long> holders = new LinkedHashMap<>();

        private void add(CallRow row) {
            incomplete |= row.incomplete();
            if (row.kind() == CallKind.DLCLOSE) {
                closed += row.count() - row.failed();
                unmappedNothing += row.unmappedNothing();
                return;
            }
            opened += row.count() - row.failed();
            open += row.open();
            if (row.open() > 0 && row.stack() != null) {
                holders.merge(row.stack(), row.open(), Long::sum);
            }
        }

        private List<StackShare> shares(long bytes) {
            List<StackShare> shares = new ArrayList<>();
            holders.forEach(
                    (stack, count) -> shares.add(new StackShare(stack, open == 0 ? 0 : bytes * count / open, count)));
            shares.sort(LargestFirst.by(StackShare::count));
            return shares;
        }
    }

    @Override
    public List<Finding> detect(Window window) {
        Map<String, Usage> files = new LinkedHashMap<>();
        for (CallRow row : window.calls()) {
            if (row.kind() == CallKind.DLOPEN || row.kind() == CallKind.DLCLOSE) {
                files.computeIfAbsent(HandleHistory.name(row.file()), made -> new Usage())
                        .add(row);
            }
        }
        List<Finding> findings = new ArrayList<>();
        files.forEach((file, usage) -> {
            if (usage.open > 0) {
                findings.add(finding(window, file, usage));
            }
        });
        return findings;
    }

    private static Finding finding(Window window, String file, Usage usage) {
        Library now = library(window.looks().isEmpty() ? null : window.looks().getLast(), file);
        Library before =
                library(window.looks().isEmpty() ? null : window.looks().getFirst(), file);
        Long bytes = now == null ? null : (Long) now.mappedBytes();
        long gainedBytes = bytes == null || before == null ? 0 : Math.max(0, bytes - before.mappedBytes());
        Series open = window.handles().getOrDefault(file, Series.ZERO);
        boolean grows = Growth.stillGrows(open, window.startNanos(), window.endNanos());
        boolean suspect = grows && (usage.open >= Growth.LEAST_OBJECTS || gainedBytes >= Growth.LEAST_BYTES);
        SortedMap<String, Object> evidence = new TreeMap<>();
        evidence.put("file", file);
        evidence.put("opened", usage.opened);
        evidence.put("closed", usage.closed);
        evidence.put("open_handles", usage.open);
        evidence.put("closed_without_unmapping", usage.unmappedNothing);
        if (now != null) {
            evidence.put("copies_mapped", (long) now.copies());
        }
        List<StackShare> shares = usage.shares(bytes == null ? 0 : bytes);
        return new Finding(
                ID,
                suspect ? Severity.SUSPECT : Severity.INFO,
                title(file, usage, shares, suspect),
                bytes,
                usage.open,
                null,
                usage.incomplete,
                evidence,
                shares,
                "Call dlclose once for each dlopen that succeeded, on error paths too; or open the library once and keep"
                        + " the handle.");
    }

    private static String title(String file, Usage usage, List<StackShare> shares, boolean suspect) {
        Frame frame = shares.isEmpty() ? null : UserFrame.of(shares.getFirst().stack());
        String who = frame == null ? "" : " by " + UserFrame.shortName(frame);
        String name = file.substring(file.lastIndexOf('/') + 1);
        String what = usage.open == 1 ? "a handle of " + name : usage.open + " handles of " + name;
        return what + (usage.open == 1 ? " is" : " are") + " held" + who + (suspect ? ", and more and more" : "");
    }

    private static @Nullable Library library(@Nullable Look look, String file) {
        if (look == null || look.plugins() == null) {
            return null;
        }
        return look.plugins().libraries().stream()
                .filter(library -> library.file().equals(file))
                .findFirst()
                .orElse(null);
    }
}
