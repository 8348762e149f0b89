package io.tallystick.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The working copy that the tests run in. */
final class Repository {

  private Repository() {}

  /** Its top folder, from whatever module or tool the tests are run. */
  static Path root() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("mvnw"))) {
        return folder;
      }
    }
    throw new IllegalStateException("no folder above this one has mvnw");
  }

  /** The version that is being built: that of the parent. */
  static String version() throws IOException {
    Matcher version =
        Pattern.compile("<artifactId>tallystick</artifactId>\\s*<version>([^<]+)</version>")
            .matcher(Files.readString(root().resolve("pom.xml")));
    if (!version.find()) {
      throw new IllegalStateException("the parent has no version");
    }
    return version.group(1);
  }

  /** All documents: every Markdown file but those that a build has made. */
  static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.walk(root())) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !root().relativize(file).toString().matches("(.*/)?(target|data)/.*"))
          .sorted()
          .toList();
    }
  }
}
