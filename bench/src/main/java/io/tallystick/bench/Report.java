package io.tallystick.bench;

import io.tallystick.bench.load.Measurement;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Collects measurements, and writes their medians as a table, as JSON and as a plot. */
final class Report {

  private final Path directory;
  private final String name;
  private final Map<String, List<Measurement>> runs = new LinkedHashMap<>();
  private final Map<String, Double> figures = new LinkedHashMap<>();

  /** Creates a report in a directory, which is created if it is missing. */
  Report(Path directory, String name) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.name = name;
  }

  void add(Measurement measurement) {
    System.out.println(measurement);
    runs.computeIfAbsent(measurement.key(), key -> new ArrayList<>()).add(measurement);
  }

  /** Adds a figure that is computed from others. */
  void add(String what, double figure) {
    figures.put(what, figure);
  }

  /**
   * The median of all runs with a target, a load and a number of connections.
   *
   * @throws IllegalArgumentException if there is none
   */
  Measurement median(String target, String load, int connections) {
    List<Measurement> measured = runs.get(target + "|" + load + "|" + connections);
    if (measured == null) {
      throw new IllegalArgumentException(
          "%s was not measured with %s at %d".formatted(target, load, connections));
    }
    return Measurement.median(measured);
  }

  /** Adds the median of the ratios of two targets' issue rates in the same run. */
  void addRatio(
      String what, String target, int connections, String baseline, int baselineConnections) {
    List<Measurement> over = runs.getOrDefault(key(target, connections), List.of());
    List<Measurement> under = runs.getOrDefault(key(baseline, baselineConnections), List.of());
    double[] ratios =
        IntStream.range(0, over.size())
            .mapToDouble(run -> over.get(run).rate() / under.get(run).rate())
            .sorted()
            .toArray();
    figures.put(what, ratios.length == 0 ? Double.NaN : ratios[ratios.length / 2]);
  }

  private static String key(String target, int connections) {
    return target + "|issue|" + connections;
  }

  /** Writes the table as text, and all runs as JSON. */
  void write() throws IOException {
    List<Measurement> medians = runs.values().stream().map(Measurement::median).toList();
    StringBuilder text = new StringBuilder("medians\n" + Measurement.header() + "\n");
    medians.forEach(measurement -> text.append(measurement).append('\n'));
    figures.forEach((what, figure) -> text.append("%s: %,.2f%n".formatted(what, figure)));
    System.out.print(text);
    Files.writeString(directory.resolve(name + ".txt"), text);

    JsonArray all = new JsonArray();
    runs.values().forEach(list -> list.forEach(run -> all.add(run.toJson())));
    JsonArray middle = new JsonArray();
    medians.forEach(median -> middle.add(median.toJson()));
    JsonObject derived = new JsonObject();
    figures.forEach(derived::put);
    Files.writeString(
        directory.resolve(name + ".json"),
        new JsonObject()
            .put("processors", Runtime.getRuntime().availableProcessors())
            .put("java", System.getProperty("java.version"))
            .put("medians", middle)
            .put("figures", derived)
            .put("runs", all)
            .encodePrettily());
  }

  /** Plots the median rates of one load by the number of connections. */
  void plot(String title, String load) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(500)
            .title(title)
            .xAxisTitle("connections")
            .yAxisTitle("a second")
            .build();
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
    Map<String, List<Measurement>> byTarget = new LinkedHashMap<>();
    runs.values().stream()
        .map(Measurement::median)
        .filter(measurement -> measurement.load().equals(load))
        .forEach(
            measurement ->
                byTarget
                    .computeIfAbsent(measurement.target(), target -> new ArrayList<>())
                    .add(measurement));
    byTarget.forEach(
        (target, list) ->
            chart.addSeries(
                target,
                list.stream().map(Measurement::connections).toList(),
                list.stream().map(Measurement::rate).toList()));
    BitmapEncoder.saveBitmap(chart, directory.resolve(name + ".png").toString(), BitmapFormat.PNG);
  }
}
