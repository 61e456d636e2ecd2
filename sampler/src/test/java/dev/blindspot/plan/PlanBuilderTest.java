package dev.blindspot.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.model.CgroupMemory;
import dev.blindspot.model.Note;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlanBuilderTest {
    private static final long MIB = 1 << 20;

    private final PlanFixture fixture = new PlanFixture();

    private static CgroupMemory cgroup(@Nullable Long max) {
        return new CgroupMemory(
                1,
                "/app",
                70 * MIB,
                max,
                List.of(new CgroupMemory.Row("rss", 64 * MIB), new CgroupMemory.Row("kmem", 2 * MIB)),
                0L,
                0L,
                null);
    }

    private Plan plan(@Nullable Long limit, @Nullable CgroupMemory cgroup, IntToLongFunction heapC) {
        PlanBuilder builder = new PlanBuilder(limit, null);
        builder.begin(PlanFixture.info(cgroup));
        SplittableRandom random = new SplittableRandom(1);
        for (int second = 0; second < 120; second++) {
            builder.add(fixture.interval(
                    second, (80 + second % 5) * MIB, heapC.applyAsLong(second) + random.nextInt(9) * 4096L, null));
        }
        return builder.build();
    }

    @Test
    void aLeakInCIsNamedAndTimed() {
        Plan plan = plan(null, cgroup(400 * MIB), second -> 10 * MIB + second * MIB / 2);

        assertEquals(Verdict.GROWING, plan.verdict());
        Plan.Rate first = plan.categories().getFirst();
        assertEquals("c.heap", first.category());
        assertEquals(0.5 * MIB, Objects.requireNonNull(first.bytesPerSecond()), 0.01 * MIB);
        assertEquals("cgroup", plan.limitSource());
        Plan.Span time = Objects.requireNonNull(plan.timeToLimit());
        // From second 120, at 84 + 70 MiB, to 400.
        assertEquals(246 / 0.5, time.nanos() / 1e9, 0.05 * 492);
        assertTrue(time.lowNanos() <= time.nanos() && time.nanos() <= time.highNanos());
        LimitAdvice advice = Objects.requireNonNull(plan.advice());
        assertEquals(60 * MIB, advice.growthBytes(), 3.0 * MIB);
        assertEquals(2 * MIB, advice.kernelBytes());
        assertTrue(advice.limitBytes() >= (154 + 60 + 2 + 15) * MIB, advice.toString());
    }

    @Test
    void aSteadyOneHasNoTimeToItsLimit() {
        Plan plan = plan(1L << 30, cgroup(400 * MIB), second -> 10 * MIB);

        assertEquals(Verdict.STEADY, plan.verdict());
        assertEquals("option", plan.limitSource());
        assertNull(plan.timeToLimit());
        assertEquals(0, Objects.requireNonNull(plan.advice()).growthBytes());
    }

    @Test
    void aLimitBelowWhatItHeldIsReached() {
        assertEquals(
                new Plan.Span(0, 0, 0),
                plan(MIB, cgroup(null), second -> 10 * MIB).timeToLimit());
    }

    @Test
    void aLoadThatCouldNeverBeReadIsANote() {
        PlanBuilder builder = new PlanBuilder(null, 2.0);
        builder.begin(PlanFixture.info(null));
        builder.add(fixture.interval(0, MIB, MIB, Double.NaN));
        Plan plan = builder.build();

        assertEquals(List.of(), plan.loads());
        assertTrue(plan.notes().stream().map(Note::code).toList().containsAll(List.of("load-unread", "no-load")));
    }

    @Test
    void goMemLimitLeavesRoomForWhatIsNotGos() {
        LimitAdvice advice = Objects.requireNonNull(
                plan(null, cgroup(null), second -> 50 * MIB).advice());

        Long goMemLimit = Objects.requireNonNull(advice.goMemLimitBytes());
        assertTrue(goMemLimit > 84 * MIB);
        assertTrue(goMemLimit + 50 * MIB + advice.kernelBytes() < advice.limitBytes());
    }

    @Test
    void whatNoHeapProfileShowsIsAShareOfTheFullestSnapshot() {
        assertEquals(
                0.5, Objects.requireNonNull(plan(null, null, second -> 84 * MIB).outsideProfileShare()), 0.001);
    }

    @Test
    void withoutALimitThereIsNoTimeToIt() {
        Plan plan = plan(null, cgroup(null), second -> second * MIB);

        assertNull(plan.limitBytes());
        assertNull(plan.timeToLimit());
        assertTrue(plan.notes().stream().map(Note::code).anyMatch("no-limit"::equals));
    }

    @Test
    void whatIfTheLoadWereTwiceAsHigh() {
        PlanBuilder builder = new PlanBuilder(null, 2.0);
        builder.begin(PlanFixture.info(null));
        for (int second = 0; second < 300; second++) {
            double load = 100 + 50 * Math.sin(second / 20.0);
            builder.add(fixture.interval(second, 50 * MIB + (long) (load * MIB / 10), (second % 3) * 4096L, load));
        }
        Plan.Load load = builder.build().loads().getFirst();

        assertEquals(MIB / 10.0, Objects.requireNonNull(load.bytesPerUnit()), MIB / 1000.0);
        Plan.WhatIf whatIf = Objects.requireNonNull(load.whatIf());
        assertEquals(80 * MIB, whatIf.peakBytes(), 0.5 * MIB);
        assertTrue(whatIf.ci95().low() <= whatIf.peakBytes()
                && whatIf.peakBytes() <= whatIf.ci95().high());
    }

    @Test
    void aLoadThatDoesNotVaryTellsNothing() {
        PlanBuilder builder = new PlanBuilder(null, 2.0);
        builder.begin(PlanFixture.info(null));
        for (int second = 0; second < 60; second++) {
            builder.add(fixture.interval(second, 50 * MIB, 0, second == 7 ? null : Double.valueOf(100)));
        }
        Plan plan = builder.build();
        assertNull(plan.loads().getFirst().bytesPerUnit());
        assertTrue(plan.notes().stream().map(Note::code).anyMatch("load-unvaried"::equals));
    }

    @Test
    void peaksOfAThousandRecordingsAreThoseOfAllTheirIntervals() {
        PlanBuilder builder = new PlanBuilder(null, null);
        Histogram all = new Histogram(3);
        SplittableRandom random = new SplittableRandom(5);
        for (int recording = 0; recording < 1_000; recording++) {
            builder.begin(PlanFixture.info(null));
            for (int second = 0; second < 3; second++) {
                long bytes = Math.round(Math.exp(random.nextDouble(15, 24)));
                builder.add(fixture.interval(second, bytes, 0, null));
                all.recordValue(bytes);
            }
        }
        Plan plan = builder.build();
        Plan.Peak peak = Objects.requireNonNull(plan.peak());

        assertEquals(1_000, plan.recordings());
        assertEquals(
                List.of(
                        all.getValueAtPercentile(50),
                        all.getValueAtPercentile(90),
                        all.getValueAtPercentile(99),
                        all.getMaxValue(),
                        3_000L),
                List.of(peak.p50(), peak.p90(), peak.p99(), peak.max(), peak.intervals()));
    }

    @Test
    void aRestartedProcessIsAnotherOne() {
        PlanBuilder builder = new PlanBuilder(null, null);
        builder.begin(PlanFixture.info(null));
        for (int second = 0; second < 120; second++) {
            if (second == 60) {
                builder.restarted(PlanFixture.info(null).first());
            }
            builder.add(fixture.interval(second, (40 + second % 60) * MIB, 0, null));
        }
        Plan plan = builder.build();
        assertEquals(2, plan.processes());
        assertEquals(Verdict.GROWING, plan.verdict());
        assertEquals((double) MIB, Objects.requireNonNull(plan.total().bytesPerSecond()), 1);
    }

    @Test
    void aClockThatIsSetBackMeanwhileChangesNothing() {
        PlanBuilder builder = new PlanBuilder(null, null);
        builder.begin(PlanFixture.info(null));
        for (int second = 0; second < 120; second++) {
            fixture.stepClock(second < 60 ? Duration.ZERO : Duration.ofHours(-1));
            builder.add(fixture.interval(second, 40 * MIB + second * MIB, 0, null));
        }
        Plan plan = builder.build();

        assertEquals(Verdict.GROWING, plan.verdict());
        assertEquals((double) MIB, Objects.requireNonNull(plan.total().bytesPerSecond()), 1);
    }

    @Test
    void timesThatFallAreAsOfTheLatest() {
        Samples.Builder builder = new Samples.Builder();
        builder.add(10, 1);
        builder.add(20, 2);
        builder.add(5, 3);
        Bins bins = Bins.of(builder.build(), 48);

        assertEquals(2, bins.size());
        assertEquals(2.5, bins.values()[1]);
    }

    private void addCount(PlanBuilder builder, int firstSecond, int seconds, double perSecond) {
        double done = 0;
        for (int second = firstSecond; second < firstSecond + seconds; second++) {
            double rate = perSecond * (1 + 0.5 * Math.sin(second / 20.0));
            done += rate;
            builder.add(fixture.interval(
                    second, 50 * MIB + (long) (rate * MIB / 10), (second % 3) * 4096L, perSecond == 0 ? 7 : done));
        }
    }

    @Test
    void aCountStaysOneBesideProcessesThatTellNothing() {
        PlanBuilder builder = new PlanBuilder(null, null);
        builder.begin(PlanFixture.info(null));
        addCount(builder, 0, 300, 100);
        for (int seconds : List.of(60, 3, 1)) {
            builder.restarted(PlanFixture.info(null).first());
            addCount(builder, 300, seconds, seconds == 60 ? 0 : 100);
        }
        builder.restarted(PlanFixture.info(null).first());
        builder.add(fixture.interval(400, 50 * MIB, 0, Double.NaN));
        Plan.Load load = builder.build().loads().getFirst();

        assertTrue(load.counter());
        assertEquals(MIB / 10.0, Objects.requireNonNull(load.bytesPerUnit()), MIB / 1000.0);
    }

    @Test
    void whatFallsInOneProcessIsNoCount() {
        PlanBuilder builder = new PlanBuilder(null, null);
        builder.begin(PlanFixture.info(null));
        addCount(builder, 0, 60, 100);
        builder.restarted(PlanFixture.info(null).first());
        for (int second = 60; second < 120; second++) {
            builder.add(fixture.interval(second, 50 * MIB, 0, 100.0 + second % 5));
        }

        assertFalse(builder.build().loads().getFirst().counter());
    }
}
