package dev.blindspot.golang.locate;

import dev.blindspot.code.DataReferences;
import dev.blindspot.elf.Bytes;
import dev.blindspot.elf.ElfFile;
import dev.blindspot.elf.ElfFormatException;
import dev.blindspot.elf.Pclntab;
import dev.blindspot.golang.layout.Anchor;
import dev.blindspot.golang.layout.GoLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the runtime's global variables in a program without symbols: functions keep their names, and a function that refers
 * to data in the same order as in the program the layout was made of refers to the same variables.
 *
 * <p>Each reference is a vote for an address; the one with the most wins if it has twice as many as the next, and is believed
 * not at all otherwise. Builds instrumented for races have other code: there less is found. So have those that were not
 * optimised, for which there are anchors of their own: what fits better is believed, alone.
 *
 * <p>Threads: one.
 */
final class DecodedReferences {
    private static final long MAX_FUNCTION_BYTES = 1 << 20;
    private static final int MAX_DIFFERENCE = 2;

    private final TargetImage image;
    private final ModuleData program;
    private final Map<String, Anchor> anchors = new HashMap<>();
    private final Map<String, Map<Long, Integer>> votes = new HashMap<>();
    private final Set<String> linked = new HashSet<>();
    private int fitting;

    private DecodedReferences(TargetImage image, ModuleData program, List<Anchor> anchors) {
        this.image = image;
        this.program = program;
        anchors.forEach(anchor -> this.anchors.put(anchor.function(), anchor));
    }

    /**
     * What is found of some variables.
     *
     * @param addresses in the process
     * @param unused those that no function of the program is known to refer to, not found therefore
     */
    record Found(Map<String, Long> addresses, Set<String> unused) {
        boolean isOfAll(Set<String> wanted) {
            return wanted.stream().allMatch(name -> addresses.containsKey(name) || unused.contains(name));
        }
    }

    static Found find(TargetImage image, GoLayout layout, ModuleData program, Set<String> wanted)
            throws ElfFormatException {
        DecodedReferences usual = new DecodedReferences(image, program, layout.anchors());
        Found found = usual.find(wanted);
        if (found.isOfAll(wanted)) {
            return found;
        }
        DecodedReferences unoptimized = new DecodedReferences(image, program, layout.unoptimizedAnchors());
        Found other = unoptimized.find(wanted);
        return unoptimized.share() > usual.share() ? other : found;
    }

    /** How many of the functions there are have just as many references as they should. */
    private double share() {
        return (double) fitting / Math.max(1, linked.size());
    }

    private Found find(Set<String> wanted) throws ElfFormatException {
        Pclntab functions = Pclntab.of(image.executable());
        if (functions == null) {
            return new Found(Map.of(), Set.of());
        }
        int left = anchors.size();
        for (int i = 0; i < functions.count() && left > 0; i++) {
            Anchor anchor = anchors.get(functions.name(i));
            if (anchor != null) {
                linked.add(anchor.function());
                vote(anchor, references(functions.entry(i), functions.end(i)));
                left--;
            }
        }
        Map<String, Long> found = new HashMap<>();
        votes.forEach((name, candidates) -> {
            long winner = winner(candidates);
            if (winner != -1) {
                found.put(name, winner);
            }
        });
        return new Found(found, wanted.stream().filter(this::isUnused).collect(Collectors.toSet()));
    }

    /** Whether the program holds none of the functions that are known to refer to a variable. */
    private boolean isUnused(String global) {
        List<String> users = anchors.values().stream()
                .filter(anchor -> anchor.refersTo(global))
                .map(Anchor::function)
                .toList();
        return !users.isEmpty() && Collections.disjoint(users, linked);
    }

    private List<Long> references(long entry, long end) throws ElfFormatException {
        ElfFile file = image.executable();
        long offset = file.offsetOf(entry);
        List<Long> found = new ArrayList<>();
        if (offset >= 0 && end - entry > 0 && end - entry < MAX_FUNCTION_BYTES) {
            Bytes code = file.bytes().slice(offset, end - entry);
            DataReferences.find(file.arch(), code, entry + image.bias(), address -> {
                if (address >= program.noptrdata() && address < program.enoptrbss()) {
                    found.add(address);
                }
            });
        }
        return found;
    }

    /** A few references more or less, as other builds have them, leave those before right, or those behind. */
    private void vote(Anchor anchor, List<Long> references) {
        int more = references.size() - anchor.references().size();
        if (more == 0) {
            fitting++;
            vote(anchor, references, 0);
        } else if (Math.abs(more) <= MAX_DIFFERENCE) {
            vote(anchor, references, 0);
            vote(anchor, references, more);
        }
    }

    private void vote(Anchor anchor, List<Long> references, int shift) {
        for (int i = 0; i < anchor.references().size(); i++) {
            Anchor.Reference reference = anchor.references().get(i);
            int at = i + shift;
            if (reference != null && at >= 0 && at < references.size()) {
                votes.computeIfAbsent(reference.global(), none -> new HashMap<>())
                        .merge(references.get(at) - reference.offset(), 1, Integer::sum);
            }
        }
    }

    private static long winner(Map<Long, Integer> candidates) {
        long winner = -1;
        int most = 0;
        int next = 0;
        for (Map.Entry<Long, Integer> candidate : candidates.entrySet()) {
            if (candidate.getValue() > most) {
                next = most;
                most = candidate.getValue();
                winner = candidate.getKey();
            } else {
                next = Math.max(next, candidate.getValue());
            }
        }
        return most >= 2 * next ? winner : -1;
    }
}
