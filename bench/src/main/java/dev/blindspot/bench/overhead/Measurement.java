package dev.blindspot.bench.overhead;

import java.io.IOException;

/** One thing that is measured of a target, with its figures as one document of results. */
interface Measurement {
    /** A word to ask for it by. */
    String name();

    /** What is measured, for a reader. */
    String title();

    void run(Setting setting, Results results) throws IOException;
}
