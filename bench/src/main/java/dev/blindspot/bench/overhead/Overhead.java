package dev.blindspot.bench.overhead;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures what a target pays for being observed, and what the observer does. Arguments: the folder of Go targets, the
 * folder for results, rounds, seconds of a round, GiB of the large process, and the names of measurements, all if none
 * is given; or {@code list}.
 */
public final class Overhead {
    private static final List<Measurement> MEASUREMENTS = List.of(
            new IdleTarget(),
            new ReplayedRate(),
            new HighestRate(),
            new FaultingNeighbour(),
            new PingPong(),
            new MappingLoop(),
            new HttpService(),
            new LargeProcess(),
            new InspectedService(),
            new InspectGrowth(),
            new CgoService());
    private static final int FIXED_ARGUMENTS = 5;

    private Overhead() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 1 && arguments[0].equals("list")) {
            MEASUREMENTS.forEach(measurement -> System.out.println(measurement.name()));
            return;
        }
        if (arguments.length < FIXED_ARGUMENTS) {
            throw new IllegalArgumentException("TARGETS RESULTS ROUNDS SECONDS GIB [NAME...]");
        }
        Setting setting = new Setting(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[2]),
                Double.parseDouble(arguments[3]),
                Double.parseDouble(arguments[4]));
        List<String> names = List.of(arguments).subList(FIXED_ARGUMENTS, arguments.length);
        for (Measurement measurement : MEASUREMENTS) {
            if (names.isEmpty() || names.contains(measurement.name())) {
                System.err.println("== " + measurement.title());
                try (Results results = new Results(Path.of(arguments[1], measurement.name() + ".json"), measurement)) {
                    measurement.run(setting, results);
                }
            }
        }
    }
}
