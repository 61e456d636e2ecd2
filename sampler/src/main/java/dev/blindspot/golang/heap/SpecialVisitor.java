package dev.blindspot.golang.heap;

import dev.blindspot.golang.locate.UnreadableMemory;

/** Takes the specials of a walk, one by one. */
@FunctionalInterface
interface SpecialVisitor {
    /**
     * One special.
     *
     * @param span its index in {@link Spans}
     * @param special where its record is
     * @param kind the runtime's number
     * @param offset of its object's byte in the span
     */
    void special(int span, long special, int kind, long offset) throws UnreadableMemory;
}
