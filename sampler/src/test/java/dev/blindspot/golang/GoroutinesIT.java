package dev.blindspot.golang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.golang.sched.GoroutineReader;
import dev.blindspot.golang.sched.SchedulerThreadsReader;
import dev.blindspot.linux.Machine;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.LiveRuntime;
import dev.blindspot.model.Goroutines;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All goroutines are there, where the program left them. */
class GoroutinesIT {
    @ParameterizedTest
    @MethodSource("dev.blindspot.elf.GoBuilds#versionsAndModes")
    void areWhereTheProgramLeftThem(String goVersion, String mode) throws Exception {
        try (GoTarget target = GoTarget.start("goroutinetruth", goVersion, mode)) {
            Map<String, @Nullable Object> truth = target.run();
            try (LiveRuntime runtime = new LiveRuntime(target.pid())) {
                Goroutines found = new GoroutineReader(runtime.process()).read(Machine.monotonicNanos());
                long each = (Long) Objects.requireNonNull(truth.get("each"));

                assertEquals(truth.get("goroutines"), found.total() - found.system(), found.toString());
                assertEquals(
                        found.total(),
                        found.byState().values().stream()
                                .mapToLong(Long::longValue)
                                .sum());
                // Two ways straight, and inlined into a third.
                assertEquals(3 * each, count(found, "main.receive", "chan receive"));
                assertEquals(each, count(found, "main.send", "chan send"));
                assertEquals(each, count(found, "main.selectTwo", "select"));
                assertEquals(each, count(found, "main.lock", mutexReason(goVersion)));
                assertEquals(each, count(found, "main.condWait", "sync.Cond.Wait"));
                assertEquals(each, count(found, "main.sleep", "sleep"));
                assertEquals(each, count(found, "main.waitGroup", groupReason(goVersion)));
                assertEquals(2, count(found, "main.readPipe", null));
                assertEquals(2, count(found, "main.readSocket", "IO wait"));
                deepOnes(found, each);
                creators(found, each);
                assertTrue(new SchedulerThreadsReader(runtime.process()).read().total() > 2);
            }
        }
    }

    private static String mutexReason(String goVersion) {
        return goVersion.equals("1.19") ? "semacquire" : "sync.Mutex.Lock";
    }

    private static String groupReason(String goVersion) {
        return Integer.parseInt(goVersion.substring(2)) < 24 ? "semacquire" : "sync.WaitGroup.Wait";
    }

    private static long count(Goroutines found, String function, @Nullable String reason) {
        return found.groups().stream()
                .filter(group -> names(group).contains(function))
                .filter(group -> reason == null || reason.equals(group.waitReason()))
                .mapToLong(Goroutines.Group::count)
                .sum();
    }

    private static List<String> names(Goroutines.Group group) {
        return group.stack().frames().stream()
                .map(frame -> String.valueOf(frame.function()))
                .toList();
    }

    private static void deepOnes(Goroutines found, long each) {
        Goroutines.Group deep = found.groups().stream()
                .filter(group -> names(group).contains("main.deep"))
                .findFirst()
                .orElseThrow();
        assertEquals(each, deep.count());
        assertEquals(101, names(deep).stream().filter("main.deep"::equals).count());
        assertEquals("runtime.goexit", names(deep).getLast());
        assertNotNull(deep.waitingAtLeastNanos());
    }

    private static void creators(Goroutines found, long each) {
        assertEquals(
                each,
                found.groups().stream()
                        .filter(group -> group.createdBy() != null
                                && "main.startDirect".equals(group.createdBy().function()))
                        .mapToLong(Goroutines.Group::count)
                        .sum());
    }
}
