package io.tallystick.launcher;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was done to a cluster, and for how long none of its callers had a good answer. */
final class FaultReport {

  private final Map<Fault, List<Long>> gaps = new EnumMap<>(Fault.class);
  private final StringBuilder text = new StringBuilder();

  void add(Fault fault, Duration gap) {
    gaps.computeIfAbsent(fault, f -> new ArrayList<>()).add(gap.toMillis());
  }

  void line(String line) {
    text.append(line).append('\n');
  }

  @Override
  public String toString() {
    StringBuilder report = new StringBuilder(text);
    report.append(
        "%-20s %5s %38s %7s%n"
            .formatted("", "times", "ms without a good answer: longest", "median"));
    gaps.forEach(
        (fault, all) -> {
          List<Long> sorted = all.stream().sorted().toList();
          report.append(
              "%-20s %5d %38d %7d%n"
                  .formatted(
                      fault,
                      sorted.size(),
                      sorted.get(sorted.size() - 1),
                      sorted.get(sorted.size() / 2)));
        });
    return report.toString();
  }
}
