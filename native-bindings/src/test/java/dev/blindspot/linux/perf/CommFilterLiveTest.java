package dev.blindspot.linux.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel makes of the filters. */
class CommFilterLiveTest {
    private static final RingSizes SIZES = new RingSizes(1 << 18, 1 << 18);
    private static Tracefs.Present tracefs = new Tracefs.Present(Tracefs.PLACES.getFirst());

    @BeforeAll
    static void needsRights() {
        tracefs = Privilege.tracefs();
    }

    private static SystemAttach attach(List<String> names) {
        EventSpecs.Choice choice = EventSpecs.Choice.all(0).withStacks(EventSpecs.Stacks.NONE);
        return Harvest.value(SystemAttach.open(Harvest.value(EventSpecs.of(tracefs, choice)), names, SIZES));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "a b",
                " lead",
                "trail ",
                "it's",
                "say \"hi\"",
                "*",
                "a*",
                "!a",
                "a && b",
                "a||b",
                "(",
                ")",
                "a\\",
                "\\\"",
                "tab\there",
                "line\nfeed",
                "~",
                "[a]",
                "?",
                "%s",
                "\u00ff\u00fe\u0080",
                "==",
                "0",
                "fifteen letters"
            })
    void aNameLetsItsOwnThreadThroughAndNoOther(String name) {
        try (Worker worker = new Worker(name);
                SystemAttach attach = attach(List.of(name))) {
            worker.mapAndUnmap(7, 8192);
            assertEquals(7, Harvest.count(attach.rings(), EventRole.MMAP_EXIT, worker.tid(), 8192));
            for (String other : List.of("other", name.substring(0, name.length() - 1) + "\u0001", "ab", "x" + name)) {
                String cut = other.substring(0, Math.min(other.length(), CommFilter.NAME_LIMIT));
                if (!cut.equals(name)) {
                    worker.rename(cut);
                    worker.mapAndUnmap(7, 8192);
                    assertEquals(0, Harvest.count(attach.rings(), EventRole.MMAP_EXIT, worker.tid(), 8192), cut);
                }
            }
        }
    }

    @Test
    void theLongestFilterIsTaken() {
        List<String> names =
                IntStream.range(0, 148).mapToObj(i -> "%013d".formatted(i)).toList();
        assertInstanceOf(CommFilter.Text.class, CommFilter.of(names));
        try (Worker worker = new Worker(names.getLast());
                SystemAttach attach = attach(names)) {
            worker.mapAndUnmap(7, 8192);
            assertEquals(7, Harvest.count(attach.rings(), EventRole.MMAP_EXIT, worker.tid(), 8192));
        }
    }

    @Test
    void aNameWithBothQuotesMeansNoFilter() {
        try (Worker worker = new Worker("a'\"");
                SystemAttach attach = attach(List.of("a'\""))) {
            assertTrue(attach.isUnfiltered());
            worker.mapAndUnmap(7, 8192);
            assertEquals(7, Harvest.count(attach.rings(), EventRole.MMAP_EXIT, worker.tid(), 8192));
        }
    }

    @Test
    void aNewNameIsFollowedAndNothingIsSeenTwice() {
        try (Worker worker = new Worker("first");
                SystemAttach attach = attach(List.of("first"))) {
            int before = attach.rings().eventCount();
            worker.rename("second");
            worker.mapAndUnmap(5, 8192);
            assertEquals(0, Harvest.count(attach.rings(), EventRole.MMAP_EXIT, worker.tid(), 8192));
            assertTrue(Harvest.value(attach.follow("second")) > 0);
            int after = attach.rings().eventCount();
            assertTrue(after > before);
            assertEquals(0, Harvest.value(attach.follow("second")));
            assertEquals(0, Harvest.value(attach.follow("first")));
            worker.mapAndUnmap(5, 8192);
            worker.rename("first");
            worker.mapAndUnmap(6, 8192);
            assertEquals(11, Harvest.count(attach.rings(), EventRole.MMAP_EXIT, worker.tid(), 8192));
        }
    }

    @Test
    void aNameNoFilterCanHoldIsFollowedByAllOthers() {
        try (Worker worker = new Worker("first");
                SystemAttach attach = attach(List.of("first"))) {
            for (String name : List.of("a'\"", "")) {
                worker.rename(name);
                Harvest.value(attach.follow(name));
                assertTrue(attach.isUnfiltered());
                worker.mapAndUnmap(5, 8192);
            }
            worker.rename("first");
            worker.mapAndUnmap(6, 8192);
            assertEquals(16, Harvest.count(attach.rings(), EventRole.MMAP_EXIT, worker.tid(), 8192));
        }
    }

    @Test
    void manyNewNamesEndInOneFilterOfAllOthers() {
        try (Worker worker = new Worker("name0");
                SystemAttach attach = attach(List.of("name0"))) {
            for (int i = 1; i <= 20; i++) {
                worker.rename("name" + i);
                Harvest.value(attach.follow("name" + i));
                worker.mapAndUnmap(3, 8192);
            }
            assertTrue(attach.isUnfiltered());
            assertEquals(60, Harvest.count(attach.rings(), EventRole.MMAP_EXIT, worker.tid(), 8192));
        }
    }
}
