package dev.blindspot.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.detect.Report;
import dev.blindspot.detect.ReportFixture;
import dev.blindspot.detect.SyntheticHistory;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlReportTest {
    private static final long MIB = 1 << 20;
    private static final String HOSTILE = "main.<script>alert(\"1\")</script>&'\0\u001b\ud800";

    private static Report leaking(String function) {
        SyntheticHistory history = new SyntheticHistory(-1)
                .stack(1, function, "main.serve")
                .stack(2, function, "main.other")
                .stack(3, "main.keep", "main.main");
        history.map(3, 900 * MIB);
        for (int second = 0; second < 30; second++) {
            history.map(1, MIB).map(2, MIB / 2).second();
        }
        return history.report();
    }

    /** That it is well-formed; Java's parser has it as XML, without the line that says it is HTML. */
    private static Document parsed(String html) throws Exception {
        String doctype = "<!DOCTYPE html>\n";
        assertTrue(html.startsWith(doctype));
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(html.substring(doctype.length()))));
    }

    private static List<Element> elements(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static List<String> texts(Document document, String name) {
        return elements(document, name).stream().map(Element::getTextContent).toList();
    }

    @Test
    void findingsComeFirstThenWhatTheyRestOn() throws Exception {
        Document document = parsed(HtmlReport.of(leaking("main.leak")));
        assertEquals(List.of("app (pid 4711, go1.24.4, amd64)"), texts(document, "h1"));
        assertEquals(
                List.of(
                        "Findings",
                        "Call sites: mapped in this window, and what of it is still mapped",
                        "Outstanding bytes by stack",
                        "The process looked at",
                        "Cost"),
                texts(document, "h2"));
        assertEquals(
                List.of(
                        "suspect\n mmap-growth main.leak main.leak.go:10\n",
                        "info\n mmap-growth main.keep main.keep.go:10\n"),
                texts(document, "h3"));
        assertTrue(document.getDocumentElement()
                .getTextContent()
                .replace('\u00a0', ' ')
                .contains("45.0 MiB (47,185,920 bytes) in 60 mappings, +1.5 MiB/s"));
    }

    @Test
    void everyPartThatHasSomethingIsShown() throws Exception {
        Document document = parsed(HtmlReport.of(ReportFixture.report()));
        List<String> titles = texts(document, "h2");
        for (String title : new String[] {
            "Findings",
            "Resident memory by category",
            "Page faults: who touched memory first",
            "Histograms",
            "Gauges",
            "Lost events",
            "The process looked at",
            "Cost",
            "Notes"
        }) {
            assertTrue(titles.contains(title), title);
        }
        assertTrue(texts(document, "figcaption").contains("mmap.size"));
        assertTrue(texts(document, "td").contains("unknown"));
        assertTrue(texts(document, "li").contains("2 events came late"));
    }

    @Test
    void whoIsWidestHoldsMost() throws Exception {
        Document document = parsed(HtmlReport.of(leaking("main.leak")));
        List<String> frames = elements(document, "span").stream()
                .filter(span -> span.getAttribute("style").startsWith("left:"))
                .map(span -> span.getTextContent() + " " + span.getAttribute("style"))
                .toList();
        assertEquals("all left:0.000%;width:100.000%;top:0px", frames.getFirst());
        // 900 MiB of 945 MiB, then 30 and 15 through two callers.
        assertTrue(frames.contains("main.main left:0.000%;width:95.238%;top:40px"), frames.toString());
        assertTrue(frames.contains("main.serve left:95.238%;width:3.175%;top:40px"), frames.toString());
        assertTrue(frames.contains("main.leak left:98.413%;width:1.587%;top:60px"), frames.toString());
    }

    @Test
    void nothingIsLoadedFromElsewhereAndNothingRuns() throws Exception {
        for (Report report : List.of(leaking("main.leak"), ReportFixture.report())) {
            String html = HtmlReport.of(report);
            Document document = parsed(html);
            for (String element : new String[] {"script", "link", "img", "iframe", "object", "a", "form", "base"}) {
                assertEquals(List.of(), elements(document, element), element);
            }
            assertEquals(
                    "http://www.w3.org/1999/xhtml",
                    html.replaceAll("(?s).*?(\\w+://[^\"' )]*).*", "$1"),
                    "a name, no address");
            assertEquals(1, html.split("://", -1).length - 1, "one URL, the namespace");
            assertFalse(html.contains("url(") || html.contains("@import"));
        }
    }

    @Test
    void whatATargetIsCalledIsNoMarkup() throws Exception {
        String html = HtmlReport.of(leaking(HOSTILE));
        Document document = parsed(html);
        assertEquals(List.of(), elements(document, "script"));
        assertFalse(html.contains("<script"));
        assertTrue(document.getDocumentElement().getTextContent().contains("main.<script>alert(\"1\")</script>&'"));
    }

    @Test
    void picturesSayWhatTheyShowAndWhereTheNumbersAre() throws Exception {
        for (Report report : List.of(leaking("main.leak"), ReportFixture.report())) {
            Document document = parsed(HtmlReport.of(report));
            for (Element svg : elements(document, "svg")) {
                assertTrue(svg.hasAttribute("aria-label") || svg.hasAttribute("aria-hidden"));
            }
            assertEquals("en", document.getDocumentElement().getAttribute("lang"));
        }
    }

    @Test
    void anElementLeftOpenIsNoDocument() {
        assertThrows(IllegalStateException.class, () -> new Html().open("p").document());
    }
}
