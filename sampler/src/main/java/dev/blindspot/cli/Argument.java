package dev.blindspot.cli;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Range;

/**
 * An option with a value, or a parameter, and what it was given.
 *
 * <p>It is described by picocli's builders: its annotations would be read by reflection, for which Java writes classes at
 * each start.
 *
 * @param <T> what its text means
 */
final class Argument<T> implements ArgumentGroup {
    private final ArgSpec spec;

    private Argument(ArgSpec spec) {
        this.spec = spec;
    }

    /** An option whose value is read by a converter. */
    static <T> Argument<T> of(ITypeConverter<T> converter, OptionSpec.Builder option) {
        return new Argument<>(option.type(Object.class).converters(converter).build());
    }

    /** A parameter that is read by a converter. */
    static <T> Argument<T> of(ITypeConverter<T> converter, PositionalParamSpec.Builder parameter) {
        return new Argument<>(
                required(parameter).type(Object.class).converters(converter).build());
    }

    /** An option that may be given several times, or several values. */
    static <T> Argument<List<T>> listOf(ITypeConverter<T> converter, OptionSpec.Builder option) {
        return new Argument<>(option.type(List.class)
                .auxiliaryTypes(Object.class)
                .converters(converter)
                .build());
    }

    /** Several parameters. */
    static <T> Argument<List<T>> listOf(ITypeConverter<T> converter, PositionalParamSpec.Builder parameter) {
        return new Argument<>(required(parameter)
                .type(List.class)
                .auxiliaryTypes(Object.class)
                .converters(converter)
                .build());
    }

    /** What is given as it is. */
    static Argument<String> text(OptionSpec.Builder option) {
        return of(text -> text, option);
    }

    /** What is given as it is. */
    static Argument<String> text(PositionalParamSpec.Builder parameter) {
        return of(text -> text, parameter);
    }

    /** Several of what is given as it is. */
    static Argument<List<String>> texts(OptionSpec.Builder option) {
        return listOf(text -> text, option);
    }

    /** Several of what is given as it is. */
    static Argument<List<String>> texts(PositionalParamSpec.Builder parameter) {
        return listOf(text -> text, parameter);
    }

    /** A parameter cannot be left out unless its arity says so, as with picocli's annotations. */
    private static PositionalParamSpec.Builder required(PositionalParamSpec.Builder parameter) {
        Range arity = parameter.arity();
        return parameter.required(arity == null || arity.min() > 0);
    }

    @Override
    public void addTo(CommandSpec command) {
        command.add(spec);
    }

    /** What it was given, or its default; null if it has neither. */
    @Nullable
    T value() {
        return spec.getValue();
    }

    /** The same for one that has a default or cannot be left out. */
    T get() {
        return Objects.requireNonNull(value());
    }

    /** What it was given; {@code otherwise} if it was given nothing. */
    T or(T otherwise) {
        T value = value();
        return value == null ? otherwise : value;
    }

    /** All words of the command line it is part of. */
    List<String> line() {
        return spec.command().commandLine().getParseResult().originalArgs();
    }
}
