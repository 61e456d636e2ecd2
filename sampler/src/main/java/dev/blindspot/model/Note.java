package dev.blindspot.model;

/**
 * Something a reader must know to read the numbers right.
 *
 * @param code stable, lower case with hyphens, for machines
 * @param text one sentence, for people
 */
public record Note(String code, String text) {}
