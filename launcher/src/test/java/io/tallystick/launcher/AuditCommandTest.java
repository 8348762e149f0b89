package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.eventlog.note.SignerKey;
import io.tallystick.testing.TestPostgres;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reviewers do at a command line with the log of a service. */
class AuditCommandTest {

  private static final String URL = TestPostgres.shared().newDatabase();

  @TempDir static Path data;
  @TempDir static Path kept;
  private static String revoked;
  private static Path log;
  private static Path key;
  private static Path early;

  private String out = "";
  private String err = "";

  @BeforeAll
  static void aServiceHasRun() throws Exception {
    Map<String, String> settings = Map.of("store.url", URL, "audit.checkpoint-interval", "100ms");
    log = data.resolve("audit");
    try (Service service = Service.start(data, settings)) {
      service.issue("billing");
      revoked = service.issue("shipping");
      Path checkpoint = log.resolve("checkpoint");
      await()
          .until(
              () -> Files.exists(checkpoint) && Files.readAllLines(checkpoint).get(1).equals("2"));
      early = Files.copy(log.resolve("checkpoint"), kept.resolve("early"));
      service.delete("shipping", revoked);
      service.delete("shipping", revoked);
      service.post("{}");
    }
    key = Files.copy(log.resolve("key.pub"), kept.resolve("key.pub"));
  }

  @Test
  void aLogIsVerified() {
    assertThat(run("verify", log, "--key", key)).isZero();
    assertThat(out)
        .startsWith("intact: 5 lines are those that were signed as tallystick, the last one at ");
    assertThat(run("verify", log, "--key", key, "--checkpoint", early)).isZero();
    assertThat(run("verify", log, "--key", kept.resolve("none"))).isEqualTo(2);
    assertThat(err).isEqualTo("This cannot be done: there is no " + kept.resolve("none") + "\n");
  }

  @Test
  void aLineIsProved() throws Exception {
    Path proof = kept.resolve("line.tlog-proof");

    assertThat(run("prove", "3", log, "--out", proof)).isZero();
    assertThat(run("check", proof, "--key", key)).isZero();
    assertThat(out)
        .startsWith("this is line 3 of the 5 that were signed as tallystick; its time is ")
        .contains(":\n{\"metadata\"");
    assertThat(run("prove", "3", log)).isZero();
    assertThat(out).isEqualTo(Files.readString(proof));

    Files.writeString(proof, Files.readString(proof).replace("index 2", "index 1"));
    assertThat(run("check", proof, "--key", key)).isEqualTo(1);
    assertThat(out).startsWith("BROKEN: the proof does not lead");
    assertThat(run("prove", "6", log)).isEqualTo(2);
    assertThat(err).contains("line 6 is not signed; the checkpoint covers lines 1 to 5");
  }

  @Test
  void anOlderCheckpointIsProvedToBeTheBeginning() throws Exception {
    Path proof = kept.resolve("extends");

    assertThat(run("prove-extends", early, log, "--key", key, "--out", proof)).isZero();
    assertThat(out).contains("begin with the 2 that were signed then");
    assertThat(run("check", proof, "--key", key, "--old", early)).isZero();
    assertThat(run("check", proof, "--key", key)).isEqualTo(2);
    assertThat(err).contains("give the older checkpoint too");
    Path other =
        Files.writeString(kept.resolve("other"), Files.readString(early).replace("\n2\n", "\n1\n"));
    assertThat(run("prove-extends", other, log, "--key", key)).isEqualTo(1);
  }

  @Test
  void eventsAreFound() {
    assertThat(run("grep", log, "--identity", "shipping")).isZero();
    assertThat(out.lines()).hasSize(3).allMatch(line -> line.startsWith("{\"metadata\""));
    assertThat(run("grep", log, "--action", "revoke", "--outcome", "refused", "--format", "table"))
        .isZero();
    assertThat(out).containsPattern("SEQ +TIME").containsPattern("4 .* revoke +no_live_token ");
    assertThat(run("grep", log, "--address", "10.0.0.0/8")).isEqualTo(1);
    assertThat(run("grep", log, "--until", "2020-01-01T00:00:00Z")).isEqualTo(1);
    assertThat(run("grep", log, "--address", "ten")).isEqualTo(2);
    assertThat(err).contains("ten is neither an address nor a network");
    assertThat(run("grep", log, "--since", "soon")).isEqualTo(2);
    assertThat(err).contains("a time looks like");
    assertThat(run("grep", kept)).isEqualTo(2);
    assertThat(err).contains("there is no event log in");
  }

  @Test
  void aTokensHistoryIsFoundByTheTokenItself() {
    assertThat(runWithInput(revoked + "\n", "grep", log, "--token")).isZero();
    assertThat(out.lines()).hasSize(3);
    assertThat(err).isEqualTo("This is the token that event 2 issued.\n");
    // What other options select does not change whether it is the token.
    assertThat(runWithInput(revoked, "grep", log, "--token", "--action", "revoke")).isZero();
    assertThat(out.lines()).hasSize(2).allMatch(line -> line.contains("\"activity_id\":4"));
    assertThat(err).isEqualTo("This is the token that event 2 issued.\n");

    assertThat(runWithInput("hello", "grep", log, "--token")).isEqualTo(1);
    assertThat(err).contains("not a token of this service").contains("not imported");
    assertThat(out + err).doesNotContain(revoked).doesNotContain("hello");
    String mistyped = revoked.replaceFirst(".$", revoked.endsWith("0") ? "1" : "0");
    assertThat(runWithInput(mistyped, "grep", log, "--token")).isEqualTo(2);
    assertThat(err).contains("typing error").doesNotContain(mistyped);
    assertThat(runWithInput("\n", "grep", log, "--token")).isEqualTo(2);
    assertThat(err).contains("no token on standard input");
  }

  @Test
  void aTokenOfAnotherServiceIsNotTakenForOneOfThisLog(@TempDir Path elsewhere) throws Exception {
    String strange;
    try (Service other = Service.start(elsewhere, Map.of())) {
      strange = other.issue("billing");
    }

    assertThat(runWithInput(strange, "grep", log, "--token")).isEqualTo(1);
    assertThat(err).isEqualTo("No issue event has this token's id.\n");
  }

  @Test
  void tokensAndEventsAreReconciled() {
    assertThat(run("reconcile", "-Dtallystick.store.url=" + URL)).as(() -> err).isZero();
    assertThat(out).isEqualTo("2 tokens match 5 events\n");
    assertThat(run("reconcile", "-Dtallystick.data.dir=" + kept)).isEqualTo(2);
    assertThat(err).contains("store.url is not set, and no PostgreSQL runs in");
  }

  @Test
  void aKeyIsRotated(@TempDir Path copy) throws Exception {
    try (var files = Files.list(log)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }

    assertThat(run("rotate-key", copy)).isZero();
    assertThat(out).startsWith("from line 6 on, tallystick+");
    assertThat(run("verify", copy, "--key", key)).isZero();
    assertThat(out).contains("; the key that signs now is tallystick+");
    assertThat(run("verify", copy, "--key", copy.resolve("key.pub"))).isZero();
  }

  @Test
  void aKeyIsMadeBeforeAServiceNeedsIt(@TempDir Path secrets) throws Exception {
    Path file = secrets.resolve("signing.pem");

    assertThat(run("make-key", "--out", file, "--origin", "orders")).isZero();

    assertThat(out).matches("orders\\+[0-9a-f]{8}\\+[A-Za-z0-9+/]{44}\n");
    assertThat(err)
        .contains("The private key is in " + file + ": keep it secret, back it up")
        .contains("The public key is the line on standard output: give it to reviewers");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(SignerKey.ofFile(file, "orders").verifier()).hasToString(out.strip());

    String before = Files.readString(file);
    assertThat(run("make-key", "--out", file)).isEqualTo(2);
    assertThat(err)
        .isEqualTo("This cannot be done: " + file + " exists already, and is not overwritten\n");
    assertThat(file).hasContent(before);
    assertThat(run("make-key", "--out", secrets.resolve("none/key.pem"))).isEqualTo(2);
    assertThat(err).contains("there is no " + secrets.resolve("none") + "\n");
  }

  private int run(Object... arguments) {
    StringWriter said = new StringWriter();
    StringWriter complained = new StringWriter();
    String[] all = new String[arguments.length + 1];
    all[0] = "audit";
    for (int i = 0; i < arguments.length; i++) {
      all[i + 1] = arguments[i].toString();
    }
    int exit =
        Main.commandLine(InstantSource.system())
            .setOut(new PrintWriter(said))
            .setErr(new PrintWriter(complained))
            .execute(all);
    out = said.toString();
    err = complained.toString();
    return exit;
  }

  private int runWithInput(String input, Object... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try {
      return run(arguments);
    } finally {
      System.setIn(before);
    }
  }
}
