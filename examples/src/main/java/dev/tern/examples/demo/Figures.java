package dev.tern.examples.demo;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How it goes, as the consumer tells the demo: one line of text each second.
 *
 * @param calls that have ended since the start
 * @param failed of them
 * @param rerouted of them: answered after at least one failed attempt
 * @param p50Micros half of the calls of the last second took at most this long, in microseconds
 * @param p99Micros and 99 of 100 this long
 * @param byProvider answered calls since the start, by number of the provider
 */
record Figures(long calls, long failed, long rerouted, long p50Micros, long p99Micros, Map<Integer, Long> byProvider) {
  static final Figures NONE = new Figures(0, 0, 0, 0, 0, Map.of());

  private static final String WORD = "figures";

  Figures {
    byProvider = Map.copyOf(byProvider);
  }

  String line() {
    return WORD + " " + calls + " " + failed + " " + rerouted + " " + p50Micros + " " + p99Micros
        + new TreeMap<>(byProvider).entrySet().stream().map(entry -> " " + entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining());
  }

  static boolean isLine(String line) {
    return line.startsWith(WORD + " ");
  }

  static Figures parse(String line) {
    String[] parts = line.split(" ");
    Map<Integer, Long> byProvider = new TreeMap<>();
    for (int i = 6; i < parts.length; i++) {
      String[] pair = parts[i].split("=");
      byProvider.put(Integer.parseInt(pair[0]), Long.parseLong(pair[1]));
    }
    return new Figures(Long.parseLong(parts[1]), Long.parseLong(parts[2]), Long.parseLong(parts[3]),
        Long.parseLong(parts[4]), Long.parseLong(parts[5]), byProvider);
  }
}
