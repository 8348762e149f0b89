package io.tallystick.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What may depend on what, beyond what Maven sees. */
class ArchitectureTest {

  private static final String ROOT = "io.tallystick";
  private static final int MOST_CLASSES = 15;
  // A sealed interface and its classes must share a package.
  private static final String SEALED_FAMILY = "io.tallystick.eventbus.message";

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void packagesHaveNoCircles() {
    slices().matching("io.tallystick.(**)").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void theEventModelDependsOnNothing() {
    classes()
        .that()
        .resideInAPackage("io.tallystick.event")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.tallystick.event", "java..", "org.jspecify..")
        .check(MAIN);
  }

  @Test
  void theEventLogAndTheAuditorKnowNeitherVertxNorNettyNorSql() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.tallystick.eventlog..", "io.tallystick.auditor..", "io.tallystick.token..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "io.netty..", "java.sql..", "org.postgresql..")
        .check(MAIN);
  }

  @Test
  void othersSeeOfTheEventLogOnlyWhatItOffers() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.tallystick.eventlog..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.tallystick.eventlog.merkle", "io.tallystick.eventlog.segment")
        .check(MAIN);
  }

  @Test
  void onlyTheStoreHasSql() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.tallystick.store..", "io.tallystick.launcher.command..", "io.tallystick.testing..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "io.vertx.sqlclient..", "io.vertx.pgclient..")
        .check(MAIN);
  }

  @Test
  void noVerticleKnowsAnother() {
    Map<String, List<String>> others =
        Map.of(
            "api", List.of("store", "audit"),
            "store", List.of("api", "audit"),
            "audit", List.of("api", "store"));
    others.forEach(
        (verticle, forbidden) ->
            noClasses()
                .that()
                .resideInAPackage("io.tallystick." + verticle + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                    forbidden.stream()
                        .map(other -> "io.tallystick." + other + "..")
                        .toArray(String[]::new))
                .check(MAIN));
  }

  @Test
  void noPackageIsCrowded() {
    Map<String, Integer> counts = new TreeMap<>(classesByPackage());
    counts.remove(SEALED_FAMILY);

    assertThat(counts).hasSizeGreaterThan(20);
    assertThat(counts)
        .allSatisfy((name, classes) -> assertThat(classes).isLessThanOrEqualTo(MOST_CLASSES));
  }

  @Test
  void theArchitecturePageHasEveryPackageWithItsNumberOfClasses() throws IOException {
    String page = Files.readString(Repository.root().resolve("ARCHITECTURE.md"));

    assertThat(classesByPackage())
        .allSatisfy(
            (name, classes) ->
                assertThat(page)
                    .contains(
                        "| `%s` | %d |".formatted(name.substring(ROOT.length() + 1), classes)));
  }

  private static Map<String, Integer> classesByPackage() {
    Map<String, Integer> counts = new TreeMap<>();
    for (JavaClass each : MAIN) {
      if (each.isTopLevelClass() && !each.getSimpleName().equals("package-info")) {
        counts.merge(each.getPackageName(), 1, Integer::sum);
      }
    }
    return counts;
  }
}
