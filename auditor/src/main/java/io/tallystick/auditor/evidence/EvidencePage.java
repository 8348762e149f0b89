package io.tallystick.auditor.evidence;

import io.tallystick.event.PrintableText;
import io.tallystick.eventlog.line.LoggedEvent;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The page {@code index.html}. It has neither scripts nor links to other hosts. All text of events
 * is {@link PrintableText}, and escaped.
 */
final class EvidencePage {

  private final Evidence evidence;

  EvidencePage(Evidence evidence) {
    this.evidence = evidence;
  }

  String html() {
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <!-- %1$s -->
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width">
        <title>Evidence about the token %2$s</title>
        <style>
        body { font: 16px/1.5 sans-serif; max-width: 75em; margin: 2em auto; padding: 0 1em }
        table { border-collapse: collapse } td, th { border: 1px solid #999; padding: .3em .6em; text-align: left }
        pre { background: #eee; padding: .6em; white-space: pre-wrap; overflow-wrap: anywhere }
        </style>
        </head>
        <body>
        <h1>Evidence about the token %2$s</h1>
        <p>These lines are some of the %3$d that were signed as %4$s. This page is no proof: the other files of its folder
        are. README.txt says how to check them with openssl, and what they do not show.</p>
        <table>
        <tr><th>Line<th>Written at (UTC)<th>What<th>Outcome<th>Identity<th>Caller<th>Actor<th>Expires at<th>Refused at<th>Made at<th>Replaces / by the order<th>Which ends at</tr>
        %5$s</table>
        <p>It is not shown that there are no other lines about this token%6$s. It is not shown what was written after
        line %3$d.</p>
        <h2>The lines as they were signed</h2>
        %7$s</body>
        </html>
        """
        .formatted(
            evidence.maker(),
            escaped(evidence.tokenId()),
            evidence.checkpoint().size(),
            escaped(evidence.checkpoint().origin()),
            evidence.events().stream().map(EvidencePage::row).collect(Collectors.joining()),
            escaped(EvidenceText.removed(evidence)),
            evidence.events().stream().map(EvidencePage::line).collect(Collectors.joining()));
  }

  private static String row(LoggedEvent event) {
    return "<tr><td>%d<td>%s<td>%s<td>%s<td>%s<td>%s<td>%s<td>%s<td>%s<td>%s<td>%s<td>%s</tr>\n"
        .formatted(
            event.seq(),
            event.at(),
            event.action().name().toLowerCase(Locale.ROOT),
            escaped(EvidenceText.outcome(event)),
            escaped(event.identity()),
            escaped(event.address()),
            escaped(event.actor()),
            Objects.toString(event.expiresAt(), "-"),
            Objects.toString(event.refusedAt(), "-"),
            Objects.toString(event.issuedAt(), "-"),
            escaped(event.relatedId()),
            Objects.toString(event.relatedExpiresAt(), "-"));
  }

  private static String line(LoggedEvent event) {
    return "<h3>Line %d</h3>\n<pre>%s</pre>\n"
        .formatted(event.seq(), escapedMarkup(PrintableText.json(event.json())));
  }

  private static String escaped(@Nullable String text) {
    return text == null ? "-" : escapedMarkup(PrintableText.of(text));
  }

  private static String escapedMarkup(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
