package io.tallystick.auditor.evidence;

import io.tallystick.event.Action;
import io.tallystick.event.PrintableText;
import io.tallystick.eventlog.line.LoggedEvent;
import io.tallystick.eventlog.note.RemovalNote;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The text of {@code README.txt}: what the folder shows, what it does not, and how to check it. */
final class EvidenceText {

  private final Evidence evidence;

  EvidenceText(Evidence evidence) {
    this.evidence = evidence;
  }

  String text() {
    return """
        %s

        EVIDENCE ABOUT THE TOKEN %s

        This folder has the lines of an event log that are about one API access token, and a proof of each:
        that it is one of the %d lines that were signed as "%s".

        %s
        WHAT IT DOES NOT SHOW
        It does not show that there are no other lines about this token%s.
        It does not show what was written after line %d.

        CHECK IT
        Everything here can be forged, except for what is signed. So get the public key of the log from somebody
        whom you trust, and not together with this folder. Then do one of these:

          sh check.sh KEY.PUB

        It needs only openssl 3 and coreutils, and is short enough to be read. Whoever made this folder could have
        changed it: read it, or compare it with the one in the source of Tallystick. Or, with the reviewers' program:

          java -jar tallystick-audit.jar check . --key KEY.PUB

        The program also compares README.txt and index.html with the lines.

        BY HAND
        These commands check the signature of the checkpoint, which has the number of lines and the root hash of all
        lines, if the key was never changed:

          head -n 3 checkpoint > /tmp/text
          tail -n 1 checkpoint | cut -d ' ' -f 3 | base64 -d | tail -c 64 > /tmp/signature
          { printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'
            cut -d + -f 3- KEY.PUB | base64 -d | tail -c 32; } > /tmp/key
          openssl pkeyutl -verify -pubin -keyform DER -inkey /tmp/key -rawin -in /tmp/text -sigfile /tmp/signature

        This is the hash of a line, from which the hashes in its proof lead to the root hash (RFC 6962, section 2.1);
        check.sh has the commands:

          { printf '\\000'; cat %s; } | openssl dgst -sha256 -binary | base64

        FILES
          line-N.json           line N of the log, as it was signed, without its line feed
          line-N.tlog-proof     its proof (https://c2sp.org/tlog-proof)
          checkpoint            what was signed (https://c2sp.org/tlog-checkpoint)
          key.pub               the public key. Do not trust it because it is here.
          key-rotation-N.note   notes with which one key handed the log over to the next, if there are any
          removed.note          a signed note about lines that were removed because of their age, if there are any
          token-id              the public id of the token
        """
        .formatted(
            evidence.maker(),
            evidence.tokenId(),
            evidence.checkpoint().size(),
            PrintableText.of(evidence.checkpoint().origin()),
            evidence.events().stream().map(EvidenceText::event).collect(Collectors.joining()),
            removed(evidence),
            evidence.checkpoint().size(),
            Evidence.line(evidence.events().get(0).seq()));
  }

  private static String event(LoggedEvent event) {
    return """
        Line %d
          written at   %s
          what         %s, %s
          identity     %s
          caller       %s
        %s%s%s%s%s%s
        """
        .formatted(
            event.seq(),
            event.at(),
            event.action().name().toLowerCase(Locale.ROOT),
            outcome(event),
            shown(event.identity()),
            shown(event.address()),
            line("actor", event.actor()),
            line("expires at", event.expiresAt()),
            line("made at", event.issuedAt()),
            line(event.action() == Action.REVOKE ? "by the order" : "replaces", event.relatedId()),
            line("which ends", event.relatedExpiresAt()),
            line("refused at", event.refusedAt()));
  }

  private static String line(String name, @Nullable Object value) {
    return value == null ? "" : "  %-12s %s\n".formatted(name, PrintableText.of(value.toString()));
  }

  /** A number of lines in a sentence. */
  static String lines(int count) {
    return count == 1 ? "1 line" : "%,d lines".formatted(count);
  }

  static String outcome(LoggedEvent event) {
    String reason = event.reason();
    String defect = event.defect();
    return reason == null
        ? "success"
        : "refused: %s%s"
            .formatted(
                PrintableText.of(reason), defect == null ? "" : ", " + PrintableText.of(defect));
  }

  static String shown(@Nullable String text) {
    return text == null ? "-" : PrintableText.of(text);
  }

  /** What is known about removed lines, as the end of a sentence. */
  static String removed(Evidence evidence) {
    RemovalNote note = evidence.removal();
    return note == null
        ? ""
        : ": lines 1 to %d were removed because of their age, by %s under audit.retention=%s"
            .formatted(note.lines(), note.at(), note.retention());
  }
}
