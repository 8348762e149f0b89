package io.tallystick.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links between documents lead somewhere, and the README stays short. */
class DocumentsTest {

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*)");
  private static final int LONGEST_README = 200;

  @Test
  void everyRelativeLinkLeadsToAFileAndAHeading() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path document : Repository.documents()) {
      Matcher link = LINK.matcher(withoutCode(Files.readString(document)));
      while (link.find()) {
        String target = link.group(1);
        if (!target.matches("[a-z]+:.*")) {
          links++;
          if (!leadsSomewhere(document, target)) {
            broken.add(Repository.root().relativize(document) + ": " + target);
          }
        }
      }
    }

    assertThat(links).isGreaterThan(50);
    assertThat(broken).isEmpty();
  }

  @Test
  void theReadmeIsForTheFirstTenMinutes() throws IOException {
    assertThat(Files.readAllLines(Repository.root().resolve("README.md")))
        .hasSizeLessThanOrEqualTo(LONGEST_README);
  }

  private static boolean leadsSomewhere(Path document, String target) throws IOException {
    int hash = target.indexOf('#');
    String file = hash < 0 ? target : target.substring(0, hash);
    Path linked = file.isEmpty() ? document : document.resolveSibling(file).normalize();
    if (!Files.exists(linked)) {
      return false;
    }
    return hash < 0 || anchors(linked).contains(target.substring(hash + 1));
  }

  /** The anchors that GitHub gives to headings. */
  private static List<String> anchors(Path document) throws IOException {
    try (Stream<String> lines = withoutCode(Files.readString(document)).lines()) {
      return lines
          .map(HEADING::matcher)
          .filter(Matcher::matches)
          .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
          .map(text -> text.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
          .toList();
    }
  }

  private static String withoutCode(String markdown) {
    return markdown.replaceAll("(?ms)^```.*?^```$", "");
  }
}
