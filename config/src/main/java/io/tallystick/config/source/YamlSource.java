package io.tallystick.config.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads a YAML file into dotted keys: {@code api: {port: 80}} and {@code api.port: 80} are the
 * same.
 */
public final class YamlSource {

  private YamlSource() {}

  /**
   * The file's keys and values, lists joined with commas.
   *
   * @throws IllegalArgumentException if the file cannot be read. The message shows none of the
   *     file's values, since one may contain a password
   */
  public static Map<String, String> read(Path file) {
    Map<String, String> values = new LinkedHashMap<>();
    try (InputStream in = Files.newInputStream(file)) {
      Object root =
          new Load(LoadSettings.builder().setLabel("settings").build()).loadFromInputStream(in);
      if (root instanceof Map<?, ?> map) {
        flatten("", map, values);
      } else if (root != null) {
        throw new IllegalArgumentException(
            "the file must hold keys and values, such as 'api.port: 8080'");
      }
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no such file", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("the file cannot be read", e);
    } catch (MarkedYamlEngineException e) {
      String where =
          e.getProblemMark()
              .map(m -> " at line %d, column %d".formatted(m.getLine() + 1, m.getColumn() + 1))
              .orElse("");
      throw new IllegalArgumentException("the file is not YAML" + where);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException("the file is not YAML");
    }
    return values;
  }

  private static void flatten(String prefix, Map<?, ?> map, Map<String, String> into) {
    map.forEach(
        (name, value) -> {
          String key = prefix + name;
          if (value instanceof Map<?, ?> nested) {
            flatten(key + ".", nested, into);
          } else if (into.put(key, text(key, value)) != null) {
            throw new IllegalArgumentException("the file has " + key + " twice");
          }
        });
  }

  private static String text(String key, @Nullable Object value) {
    if (value instanceof List<?> list) {
      List<String> elements = list.stream().map(String::valueOf).toList();
      for (int i = 0; i < elements.size(); i++) {
        if (elements.get(i).contains(",")) {
          throw new IllegalArgumentException(
              "element %d of the list %s has a comma in it, but commas separate elements; write each as an element of its own, or a text instead of a list"
                  .formatted(i + 1, key));
        }
      }
      return String.join(",", elements);
    }
    return value == null ? "" : value.toString();
  }
}
