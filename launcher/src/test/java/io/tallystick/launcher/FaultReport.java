package io.tallystick.launcher;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What was done to a cluster, and how long that was felt. */
final class FaultReport {

  /**
   * @param gap how long none of its callers had a good answer
   * @param recovery how long after the fault some node was not well again
   */
  private record Felt(Duration gap, Duration recovery) {}

  private final Map<Fault, List<Felt>> faults = new EnumMap<>(Fault.class);
  private final StringBuilder text = new StringBuilder();

  void add(Fault fault, Duration gap, Duration recovery) {
    faults.computeIfAbsent(fault, f -> new ArrayList<>()).add(new Felt(gap, recovery));
  }

  void line(String line) {
    text.append(line).append('\n');
  }

  @Override
  public String toString() {
    StringBuilder report = new StringBuilder(text);
    report.append("Milliseconds without a good answer, and from then until all nodes were well:\n");
    report.append(
        "%-20s %5s  %9s %9s  %9s %9s%n"
            .formatted("", "times", "median", "longest", "median", "longest"));
    faults.forEach(
        (fault, felt) -> {
          List<Long> gaps = sorted(felt, Felt::gap);
          List<Long> recoveries = sorted(felt, Felt::recovery);
          int middle = felt.size() / 2;
          int last = felt.size() - 1;
          report.append(
              "%-20s %5d  %9d %9d  %9d %9d%n"
                  .formatted(
                      fault,
                      felt.size(),
                      gaps.get(middle),
                      gaps.get(last),
                      recoveries.get(middle),
                      recoveries.get(last)));
        });
    return report.toString();
  }

  private static List<Long> sorted(List<Felt> felt, Function<Felt, Duration> what) {
    return felt.stream().map(what).map(Duration::toMillis).sorted().toList();
  }
}
