package io.tallystick.launcher.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A machine for which the jar has no PostgreSQL gets a sentence that says what to do. */
class PostgresBinariesTest {

  private static final String NAME_ONE =
      "; name a database in store.url (in the environment: TALLYSTICK_STORE_URL)";

  @Test
  void thisMachineHasPrograms() throws Exception {
    assertThat(PostgresBinaries.archive()).isNotEmpty();
  }

  @Test
  void aSystemThatIsNotSupportedNeedsADatabase() {
    assertThatThrownBy(() -> PostgresBinaries.archive("Windows 11", "amd64", false))
        .isInstanceOf(StartException.class)
        .hasMessage(
            "no database is named, and there is no PostgreSQL in this jar for Windows 11 on x86_64"
                + NAME_ONE);
    assertThatThrownBy(() -> PostgresBinaries.archive("Linux", "riscv64", true))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("for Linux on riscv64;");
  }

  @Test
  void aLinuxWithoutGlibcNeedsADatabase() {
    assertThatThrownBy(() -> PostgresBinaries.archive("Linux", "amd64", false))
        .isInstanceOf(StartException.class)
        .hasMessage(
            "no database is named, and the embedded PostgreSQL needs glibc, which this Linux does not"
                + " have (Alpine has musl instead)"
                + NAME_ONE);
  }

  /** The programs of the machine that builds are on the test's class path; the others are not. */
  @Test
  void aSupportedMachineWhoseProgramsAreNotInTheJarMayTakeAReleaseBuild() {
    boolean onMac = System.getProperty("os.name").startsWith("Mac");

    assertThatThrownBy(() -> PostgresBinaries.archive(onMac ? "Linux" : "Mac OS X", "amd64", true))
        .isInstanceOf(StartException.class)
        .hasMessage(
            "no database is named, and there is no PostgreSQL in this jar for "
                + (onMac ? "Linux" : "macOS")
                + " on x86_64"
                + NAME_ONE
                + ", or use a jar that was built with ./mvnw -Prelease -DskipTests package");
  }
}
