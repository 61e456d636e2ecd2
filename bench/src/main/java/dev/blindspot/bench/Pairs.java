package dev.blindspot.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Measures one pair of the list and writes its figures as JSON. A process each, so that no pair runs code that was
 * compiled for another. Arguments: a name and the result file, then rounds (15) and milliseconds of each run (100); or
 * {@code list}.
 */
public final class Pairs {
    private static final String C = "C";
    private static final int READS = 1024;
    private static final Map<String, Supplier<Pair>> PAIRS = new LinkedHashMap<>();

    static {
        PAIRS.put("way", Pairs::way);
        PAIRS.put("aggregate", Pairs::aggregate);
        PAIRS.put("stacks", Pairs::stacks);
        PAIRS.put("maps", Pairs::maps);
        PAIRS.put("maps-file", Pairs::mapsFile);
        PAIRS.put("remote-batch", Pairs::remoteBatch);
        PAIRS.put("remote-each", Pairs::remoteEach);
        PAIRS.put("residency", Pairs::residency);
        for (String peer : new String[] {"agrona", "jctools"}) {
            PAIRS.put("ring-" + peer, () -> ring(peer));
            PAIRS.put("ring-alone-" + peer, () -> ringAlone(peer));
        }
    }

    private Pairs() {}

    private static Pair aggregate() {
        AggregateBenchmark both = new AggregateBenchmark();
        return Pair.of("aggregate", C, AggregateBenchmark.EVENTS, both::compare, both::accept, both::acceptInC)
                .after(both::again);
    }

    private static Pair stacks() {
        StackTableBenchmark both = new StackTableBenchmark();
        return Pair.of(
                "intern 4,096 known stacks of 16 frames",
                C,
                StackTableBenchmark.STACKS,
                both::compare,
                both::internAll,
                both::internAllInC);
    }

    private static Pair maps() {
        MapsBenchmark both = new MapsBenchmark();
        return Pair.of("parse a line of maps", C, MapsBenchmark.LINES, both::compare, both::cursor, both::inC);
    }

    private static Pair mapsFile() {
        MapsBenchmark both = new MapsBenchmark();
        return Pair.of(
                "read and parse maps of a small process",
                C,
                1,
                both::compare,
                both::readAndParse,
                both::readAndParseInC);
    }

    private static Pair remoteBatch() {
        RemoteReadBenchmark both = new RemoteReadBenchmark(READS);
        return Pair.of("read 64 remote bytes, 1,024 a call", C, READS, both::fill, both::batched, both::batchedInC);
    }

    private static Pair remoteEach() {
        RemoteReadBenchmark both = new RemoteReadBenchmark(READS);
        return Pair.of("read 64 remote bytes, one a call", C, READS, both::fill, both::oneByOne, both::oneByOneInC);
    }

    private static Pair residency() {
        ResidencyBenchmark both = new ResidencyBenchmark();
        return Pair.of("residency, a MiB", C, ResidencyBenchmark.MEBIBYTES, both::compare, both::scan, both::inC);
    }

    private static Pair ring(String peer) {
        Handover ours = new Handover("blindspot");
        Handover theirs = new Handover(peer);
        return Pair.of("64-byte payload between two threads", peer, Handover.PAYLOADS, () -> {}, ours::run, theirs::run)
                .byWallClock();
    }

    private static Pair ringAlone(String peer) {
        Handover ours = new Handover("blindspot");
        Handover theirs = new Handover(peer);
        return Pair.of(
                "64-byte payload, one thread", peer, Handover.PAYLOADS, () -> {}, ours::runAlone, theirs::runAlone);
    }

    private static Pair way() {
        DecodeBenchmark both = new DecodeBenchmark();
        return Pair.of(
                        "decode, merge, ring and aggregate",
                        C,
                        DecodeBenchmark.RECORDS,
                        both::compare,
                        both::decodeMergeRingAndAggregate,
                        both::inC)
                .after(both::again);
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 1 && arguments[0].equals("list")) {
            PAIRS.keySet().forEach(System.out::println);
            return;
        }
        Supplier<Pair> named = arguments.length < 2 ? null : PAIRS.get(arguments[0]);
        if (named == null) {
            throw new IllegalArgumentException("NAME RESULT [ROUNDS [MILLIS]], a name being one of " + PAIRS.keySet());
        }
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 15;
        long millis = arguments.length > 3 ? Long.parseLong(arguments[3]) : 100;
        Pair pair = named.get();
        Origin origin = Origin.now();
        PairRun run = PairRun.of(pair, rounds, millis * 1_000_000);
        print(pair, run);
        write(Path.of(arguments[1]), origin, pair, run);
    }

    private static void print(Pair pair, PairRun run) {
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f ns, %s %.1f ns, ratio %.2f (%.2f to %.2f), ours over ours %.2f (%.2f to %.2f), %.3f B allocated%n",
                pair.name(),
                run.ours().median(),
                pair.peer(),
                run.theirs().median(),
                run.ratio().median(),
                run.ratio().low(),
                run.ratio().high(),
                run.noise().median(),
                run.noise().low(),
                run.noise().high(),
                run.allocated());
    }

    private static void write(Path file, Origin origin, Pair pair, PairRun run) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(Files.newBufferedWriter(file))) {
            json.writeStartObject();
            json.writeStringField("name", pair.name());
            origin.write(json);
            json.writeStringField("peer", pair.peer());
            json.writeStringField("clock", pair.parallel() ? "wall" : "cpu");
            json.writeNumberField("rounds", run.ratio().pairs());
            interval(json, "ours_ns", run.ours());
            interval(json, "peer_ns", run.theirs());
            interval(json, "ratio", run.ratio());
            interval(json, "noise", run.noise());
            json.writeNumberField("allocated_bytes", run.allocated());
            json.writeEndObject();
        }
    }

    private static void interval(JsonGenerator json, String name, RatioInterval interval) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("median", interval.median());
        json.writeNumberField("low", interval.low());
        json.writeNumberField("high", interval.high());
        json.writeNumberField("rounds", interval.pairs());
        json.writeEndObject();
    }
}
