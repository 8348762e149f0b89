package io.tallystick.launcher.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A machine for which the jar has no PostgreSQL gets a sentence that says what to do. */
class PostgresBinariesTest {

  @Test
  void thisMachineHasPrograms() throws Exception {
    assertThat(PostgresBinaries.archive()).isNotEmpty();
  }

  @Test
  void aSystemThatIsNotSupportedNeedsADatabase() {
    assertThatThrownBy(() -> PostgresBinaries.archive("Windows 11", "amd64", false))
        .isInstanceOf(StartException.class)
        .hasMessage(
            "no database is named, and there is no PostgreSQL in this jar for Windows 11 on x86_64;"
                + " name a database in store.url");
    assertThatThrownBy(() -> PostgresBinaries.archive("Linux", "riscv64", true))
        .hasMessageContaining("for Linux on riscv64");
  }

  @Test
  void aLinuxWithoutGlibcNeedsADatabase() {
    assertThatThrownBy(() -> PostgresBinaries.archive("Linux", "amd64", false))
        .hasMessage(
            "no database is named, and the embedded PostgreSQL needs glibc, which this Linux does"
                + " not have (Alpine has musl instead); name a database in store.url");
  }

  /** The programs of the machine that builds are on the test's class path, the others are not. */
  @Test
  void aSupportedMachineWhoseProgramsWereNotPackedGetsThemFromAReleaseBuild() {
    boolean onMac = System.getProperty("os.name").startsWith("Mac");

    assertThatThrownBy(() -> PostgresBinaries.archive(onMac ? "Linux" : "Mac OS X", "amd64", true))
        .hasMessage(
            "no database is named, and there is no PostgreSQL in this jar for %s on x86_64; name a"
                    .formatted(onMac ? "Linux" : "macOS")
                + " database in store.url, or build a jar for all platforms with ./mvnw -Prelease"
                + " -DskipTests package");
  }
}
