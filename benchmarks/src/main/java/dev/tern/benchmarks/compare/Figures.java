package dev.tern.benchmarks.compare;

import dev.tern.benchmarks.process.Peers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What was measured, round by round. Ratios are taken within a round: a slow minute slows both sides of them. */
final class Figures {
  private record Key(Peers peer, Cell cell) {}

  private final Plan plan;
  private final Map<Key, Map<Integer, Sample>> rounds = new HashMap<>();
  private final Map<Peers, String> transports = new HashMap<>();

  Figures(Plan plan) {
    this.plan = plan;
  }

  Plan plan() {
    return plan;
  }

  void transport(Peers peer, String transport) {
    transports.put(peer, transport);
  }

  String transport(Peers peer) {
    return transports.getOrDefault(peer, "unknown");
  }

  void add(Peers peer, Cell cell, int round, Sample sample) {
    rounds.computeIfAbsent(new Key(peer, cell), key -> new HashMap<>()).put(round, sample);
  }

  /** Cells that not every round has. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (Peers peer : plan.peers()) {
      for (Cell cell : plan.cells()) {
        int found = rounds.getOrDefault(new Key(peer, cell), Map.of()).size();
        if (found < plan.rounds()) {
          missing.add(peer.label() + " " + cell.load() + " " + cell.method() + ": " + found + " of " + plan.rounds());
        }
      }
    }
    return missing;
  }

  long errors() {
    return rounds.values().stream().flatMap(found -> found.values().stream()).mapToLong(Sample::errors).sum();
  }

  boolean has(Peers peer, Cell cell) {
    return rounds.containsKey(new Key(peer, cell));
  }

  Sample middle(Peers peer, Cell cell) {
    return Sample.middle(List.copyOf(rounds.get(new Key(peer, cell)).values()));
  }

  /** Of one figure to that of the base, in the middle of the rounds that both have. */
  double ratio(Peers peer, Cell cell, ToDoubleFunction<Sample> figure) {
    Map<Integer, Sample> own = rounds.get(new Key(peer, cell));
    Map<Integer, Sample> base = rounds.getOrDefault(new Key(plan.base(), cell), Map.of());
    double[] ratios = own.keySet().stream().filter(base::containsKey)
        .mapToDouble(round -> figure.applyAsDouble(own.get(round)) / figure.applyAsDouble(base.get(round))).toArray();
    return ratios.length == 0 ? Double.NaN : Sample.median(ratios);
  }

  /** Geometric mean of the ratios of all methods at one load. */
  double ratio(Peers peer, String load, ToDoubleFunction<Sample> figure) {
    double logs = 0;
    int methods = 0;
    for (Cell cell : plan.cells()) {
      if (cell.load().equals(load) && has(peer, cell)) {
        logs += Math.log(ratio(peer, cell, figure));
        methods++;
      }
    }
    return methods == 0 ? Double.NaN : Math.exp(logs / methods);
  }

  List<String> loads() {
    return plan.cells().stream().map(Cell::load).distinct().toList();
  }
}
