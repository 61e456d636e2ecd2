package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.model.SamplerException;
import java.io.PrintWriter;
import java.io.Writer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Command lines that cannot be carried out as written: exit 2 and one sentence, before anything is touched. */
class UsageTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            bogus                              | there is no command 'bogus'
            inspct 1                           | inspct'; is it inspect
            --bogus                            | there is no option '--bogus'
            inspect --jsn 1                    | is it --json?
            inspect                            | name a process
            inspect 0                          | '0' is no process id
            inspect -5                         | '-5' is no process id
            inspect abc                        | 'abc' is no process id
            inspect 99999999999                | '99999999999' is no process id
            inspect 1 2                        | name one process
            inspect 1 -p 1                     | name one process
            inspect --name x 1                 | name one process
            inspect --name (                   | '(' is no regular expression
            inspect -- true                    | not a command
            inspect 1 -- true                  | not both
            inspect 1 -i 0                     | longer than nothing
            inspect 1 -i soon                  | write it as 500ms
            inspect 1 -i 999999999h            | longer than a century
            inspect @/etc/passwd               | '@/etc/passwd' is no process id
            inspect 1 --fail-on info           | 'info' is none of suspect, leak
            doctor abc                         | 'abc' is no process id
            record                             | name a process
            record 1 -- true                   | not both
            record -o - -- true                | the command has standard output
            record --freeze -- true            | give a PID
            top --freeze -- true               | give a PID
            record -- /none/such               | cannot start /none/such: No such file
            record 1 -e nosuch                    | 'nosuch' is no source
            record 1 --max-overhead 5% --stacks all | --max-overhead
            record 1 --max-overhead none   | no percentage
            record -e nosuch -- true              | 'nosuch' is no source
            record 1 --stacks some             | 'some' is none of all, auto, none
            record 1 --attach here             | 'here' is none of auto, system, thread
            record 1 --buffer big              | 'big' is not a size
            record 1 --max-size -1             | '-1' is not a size
            record 1 -d                        | missing required parameter
            record 1 -d 1s -d 2s               | only once
            serve                              | name a process
            serve -p abc                       | 'abc' is no process id
            serve 1 --otlp http:collector      | 'http:collector' is no http or https URL
            serve 1 --otlp ftp://collector     | 'ftp://collector' is no http or https URL
            report                             | missing required parameter: 'FILE'
            report a b                         | 'b' is one argument too many
            export a                           | missing required option: '--format=FORMAT'
            export a -f xml                    | unknown format xml
            """)
    void isOneSentence(String line, String words) {
        Cli.here(Cli.words(line)).failed(2, words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"report %s", "doctor -o %s", "doctor -o unix:%s"})
    void aNameThatNoFileCanHave(String line) {
        // Java has no bytes for it, as for é in the locale C.
        Cli.here(Cli.words(String.format(line, "caf\udce9"))).failed(2, "can name no file");
        assertThrows(SamplerException.Usage.class, () -> new RecordOutput("caf\udce9"));
    }

    @Test
    void noArgumentsShowWhatThereIs() {
        Cli.Ran ran = Cli.here();

        assertEquals(2, ran.exit());
        assertTrue(ran.err().startsWith("Usage: blindspot"), ran.err());
    }

    @Test
    void helpTellsEveryOptionAndShowsExamples() {
        CommandLine main = Main.commandLine(new PrintWriter(Writer.nullWriter()));
        main.getSubcommands().forEach((name, command) -> {
            assertTrue(main.getUsageMessage().contains("\n  " + name + " "), name);
            assertTrue(command.getUsageMessage().contains("Examples:\n  blindspot " + name), name);
            for (OptionSpec option : command.getCommandSpec().options()) {
                assertTrue(option.description().length > 0, name + " " + option.longestName());
            }
        });
    }
}
