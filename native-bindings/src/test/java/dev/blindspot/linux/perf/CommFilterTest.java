package dev.blindspot.linux.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CommFilterTest {
    @Test
    void namesAreAlternatives() {
        assertEquals(new CommFilter.Text("comm == \"a\" || comm == \"b c\""), CommFilter.of(List.of("a", "b c", "a")));
        assertEquals(new CommFilter.Text("comm != \"a\" && comm != \"b\""), CommFilter.allBut(List.of("a", "b")));
    }

    @Test
    void aNameIsQuotedWithTheQuoteItLacks() {
        assertEquals(new CommFilter.Text("comm == 'a\"b'"), CommFilter.of(List.of("a\"b")));
        assertEquals(new CommFilter.Text("comm == \"a'b\""), CommFilter.of(List.of("a'b")));
    }

    @Test
    void whatCannotBeWrittenIsSaid() {
        assertInstanceOf(CommFilter.Impossible.class, CommFilter.of(List.of("fine", "a'b\"c")));
        assertInstanceOf(CommFilter.Impossible.class, CommFilter.of(List.of("")));
        assertInstanceOf(CommFilter.Impossible.class, CommFilter.of(List.of()));
        assertInstanceOf(CommFilter.Impossible.class, CommFilter.of(List.of("sixteen letters!")));
    }

    @Test
    void aFilterEndsBeforeThePage() {
        // 27 bytes a name with its operator and quotes, 4 fewer for the last: 148 of them are 3,992.
        List<String> names =
                IntStream.range(0, 149).mapToObj(i -> "%013d".formatted(i)).toList();
        assertInstanceOf(CommFilter.Text.class, CommFilter.of(names.subList(0, 148)));
        assertInstanceOf(CommFilter.Impossible.class, CommFilter.of(names));
    }
}
