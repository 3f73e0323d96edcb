package dev.tern.benchmarks.compare;

import dev.tern.benchmarks.process.Peers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a run measures.
 *
 * @param name {@code all}, {@code quick}, {@code scaling}, {@code guard}, or {@code some} if anything was chosen by hand
 * @param rounds how often each peer has its turn in each cell
 * @param warmUpMillis of each peer before the first round, shared by its cells
 * @param millis of one turn
 */
record Plan(String name, List<Peers> peers, List<Cell> cells, int rounds, long warmUpMillis, long millis) {
  static final long SETTLE_MILLIS = 300; // by the client's process, before every turn

  private static final long START_MILLIS = 2_000;
  private static final long MORE_MILLIS = 1_000;
  private static final int MOST_WARM_UPS = 5;
  private static final String ALL_METHODS = "existUser,createUser,getUser,listUser";

  /**
   * From a command line.
   *
   * @throws IllegalArgumentException for what is unknown
   */
  static Plan of(List<String> arguments) {
    Preset preset = Arrays.stream(Preset.values()).filter(named -> arguments.contains(named.option())).findFirst()
        .orElse(Preset.ALL);
    Map<String, String> options = preset.options();
    boolean chosen = false;
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals > 2 && argument.startsWith("--") && options.containsKey(argument.substring(2, equals))) {
        options.put(argument.substring(2, equals), argument.substring(equals + 1));
        chosen = true;
      } else if (!argument.equals(preset.option())) {
        throw new IllegalArgumentException("Unknown option \"" + argument + "\". Known: --quick or --scaling, --"
            + String.join("=, --", options.keySet()) + "=.");
      }
    }
    return new Plan(chosen ? "some" : preset.label(), list(options, "peers").map(Peers::of).toList(),
        cells(options), number(options, "rounds"), number(options, "warmup"), number(options, "millis"));
  }

  /** What a run measures unless told. */
  private enum Preset {
    ALL(Peers.usual(), ALL_METHODS, "1,32,256", 24_000, 2_000),
    QUICK(Peers.few(), "getUser,listUser", "1,32,256", 12_000, 2_500),
    SCALING(Peers.scaling(), "getUser", "32,256", 12_000, 3_000);

    private final List<Peers> peers;
    private final String methods;
    private final String loads;
    private final int warmUpMillis;
    private final int millis;

    Preset(List<Peers> peers, String methods, String loads, int warmUpMillis, int millis) {
      this.peers = peers;
      this.methods = methods;
      this.loads = loads;
      this.warmUpMillis = warmUpMillis;
      this.millis = millis;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    String option() {
      return "--" + label();
    }

    Map<String, String> options() {
      Map<String, String> options = new LinkedHashMap<>();
      options.put("peers", String.join(",", peers.stream().map(Peers::label).toList()));
      options.put("methods", methods);
      options.put("loads", loads);
      options.put("rounds", "3");
      options.put("warmup", String.valueOf(warmUpMillis));
      options.put("millis", String.valueOf(millis));
      return options;
    }
  }

  /** What the guard of {@code ./check} measures: the least that repeats. */
  static Plan ofGuard() {
    return new Plan("guard", List.of(Peers.TERN_DEFAULT, Peers.GRPC_DEFAULT), List.of(new Cell("32", "getUser")), 5, 8_000,
        1_500);
  }

  private static Stream<String> list(Map<String, String> options, String name) {
    return Stream.of(options.get(name).split(","));
  }

  private static int number(Map<String, String> options, String name) {
    try {
      int value = Integer.parseInt(options.get(name));
      if (value > 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException("--" + name + "=" + options.get(name) + " (expected: a number above 0)");
  }

  private static List<Cell> cells(Map<String, String> options) {
    List<String> known = List.of(ALL_METHODS.split(","));
    List<Cell> cells = new ArrayList<>();
    for (String load : list(options, "loads").toList()) {
      if (!load.matches("[1-9]\\d{0,3}")) {
        throw new IllegalArgumentException("Unknown load \"" + load + "\". Loads are numbers: 1, 32, 256.");
      }
      list(options, "methods").forEach(method -> {
        if (!known.contains(method)) {
          throw new IllegalArgumentException("Unknown method \"" + method + "\". Known: " + ALL_METHODS + ".");
        }
        cells.add(new Cell(load, method));
      });
    }
    return cells;
  }

  /** What others are compared with: gRPC-Java with its defaults, if it takes part. */
  Peers base() {
    return peers.contains(Peers.GRPC_DEFAULT) ? Peers.GRPC_DEFAULT : peers.get(0);
  }

  /**
   * Length of the warm-up of one cell, without what the client's process adds. Each of several providers gets its share
   * of the calls only, and its compiler needs as many as that of one.
   */
  long warmUpTurnMillis(Peers peer) {
    return Math.max(100, warmUpMillis * Math.min(MOST_WARM_UPS, peer.providers()) / cells.size() - SETTLE_MILLIS);
  }

  /** How long this will take. */
  long minutes() {
    long millisInAll = peers.stream().mapToLong(this::millis).sum();
    return Math.round(Math.ceil(millisInAll / 60_000.0));
  }

  private long millis(Peers peer) {
    return START_MILLIS + peer.providers() * MORE_MILLIS + cells.size() * (warmUpTurnMillis(peer) + SETTLE_MILLIS)
        + (long) rounds * cells.size() * (millis + SETTLE_MILLIS + 50);
  }
}
