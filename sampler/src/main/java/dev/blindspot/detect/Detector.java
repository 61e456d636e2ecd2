package dev.blindspot.detect;

import dev.blindspot.model.Finding;
import java.util.List;

/** Judges one class of leaks. Stateless: it may be asked about the same window as it grows. */
interface Detector {
    /** What the window shows, in any order; empty if nothing. */
    List<Finding> detect(Window window);
}
