package dev.blindspot.service;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** On services as they are shipped: stripped, of whatever Go version, some position independent, some with C. */
class DebianServiceIT {
    @TempDir
    private Path directory = Path.of("");

    static Stream<Arguments> matrix() {
        return Stream.of("bookworm", "trixie", "sid")
                .flatMap(suite -> Stream.of(DebianPackage.values()).map(what -> Arguments.of(what, suite)));
    }

    @Test
    void natsOfBookworm() throws Exception {
        new ServiceCheck(directory).holds(DebianPackage.NATS, "bookworm");
    }

    @Tag("acceptance")
    @ParameterizedTest
    @MethodSource("matrix")
    void everyServiceOfEverySuite(DebianPackage what, String suite) throws Exception {
        new ServiceCheck(directory).holds(what, suite);
    }
}
