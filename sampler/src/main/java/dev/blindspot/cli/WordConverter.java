package dev.blindspot.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** One word of a few. */
final class WordConverter<E extends Enum<E>> implements ITypeConverter<E> {
    private final E[] constants;
    private final Function<E, String> word;

    /** The constants' names, in lower case. */
    WordConverter(Class<E> type) {
        this(type, constant -> constant.name().toLowerCase(Locale.ROOT));
    }

    WordConverter(Class<E> type, Function<E, String> word) {
        this.constants = type.getEnumConstants();
        this.word = word;
    }

    @Override
    public E convert(String text) {
        for (E constant : constants) {
            if (word.apply(constant).equalsIgnoreCase(text.strip())) {
                return constant;
            }
        }
        throw new TypeConversionException("'" + text + "' is none of "
                + Arrays.stream(constants).map(word).collect(Collectors.joining(", ")));
    }
}
