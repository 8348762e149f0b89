package io.tallystick.eventlog.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.eventlog.merkle.TreeHash;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Signed notes, as others write and read them. */
class SignedNoteTest {

  // The example in the documentation of Go's golang.org/x/mod/sumdb/note.
  private static final String KEY =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  private static final String NOTE =
      """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.

      \u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
      """;

  @TempDir Path directory;

  @Test
  void aNoteOfGoIsRead() {
    SignedNote note = SignedNote.parse(NOTE);

    assertThat(note.text()).startsWith("If you think").endsWith("problem is.\n");
    assertThat(note.isSignedBy(VerifierKey.parse(KEY))).isTrue();
    assertThat(note).hasToString(NOTE);
    assertThat(VerifierKey.parse(KEY)).hasToString(KEY);
  }

  @Test
  void aChangedNoteIsNotSigned() {
    SignedNote changed = SignedNote.parse(NOTE.replace("answer", "Answer"));

    assertThat(changed.isSignedBy(VerifierKey.parse(KEY))).isFalse();
    assertThat(SignedNote.parse(NOTE).isSignedBy(SignerKey.generate("PeterNeumann").verifier()))
        .isFalse();
  }

  @Test
  void aSignatureHasOneText() {
    // The last letters differ in bits that stand for nothing.
    for (String ending : new String[] {"JnAO=", "JnAM", "JnAM=="}) {
      String changed = NOTE.replace("JnAM=", ending);

      assertThatThrownBy(() -> SignedNote.parse(changed))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void ownNotesAreSigned() throws IOException {
    SignerKey key = SignerKey.generate("log");
    key.writeNew(directory.resolve("key.pem"));
    Checkpoint checkpoint = new Checkpoint("log", 0, RootHash.of(new TreeHash().empty()));

    SignedNote note = SignedNote.parse(SignedNote.sign(checkpoint.text(), key).toString());

    SignerKey readAgain = SignerKey.ofFile(directory.resolve("key.pem"), "log");
    assertThat(note.isSignedBy(VerifierKey.parse(readAgain.verifier().toString()))).isTrue();
    assertThat(Checkpoint.parse(note.text())).isEqualTo(checkpoint);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theKeyIsForItsOwnerAlone() throws IOException {
    Path file = directory.resolve("key.pem");
    Path replaced = directory.resolve("replaced.pem");
    Files.writeString(replaced, "hello");

    SignerKey.generate("log").writeNew(file);
    SignerKey.generate("log").write(replaced);

    for (Path written : new Path[] {file, replaced}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aKeyIsNotOverwritten() throws IOException {
    Path file = directory.resolve("key.pem");
    Files.writeString(file, "hello");

    assertThatThrownBy(() -> SignerKey.generate("log").writeNew(file))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("hello");
  }

  @Test
  void aDamagedKeyIsRefusedAndKept() throws IOException {
    Path file = directory.resolve("key.pem");
    Files.writeString(file, "hello");

    assertThatThrownBy(() -> SignerKey.ofFile(file, "log"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("two PEM blocks");
    assertThat(file).hasContent("hello");
  }

  @Test
  void whatIsNoNoteOrKeyIsRefused() {
    for (String text : new String[] {"", "text\n", "text\n\n", "text\n\nname c2ln\n"}) {
      assertThatThrownBy(() -> SignedNote.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
    for (String text : new String[] {"", "name+00000000", KEY.replace("c74f", "c74e"), KEY + "A"}) {
      assertThatThrownBy(() -> VerifierKey.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("public key");
    }
  }
}
