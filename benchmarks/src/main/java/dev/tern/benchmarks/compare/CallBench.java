package dev.tern.benchmarks.compare;

import dev.tern.benchmarks.process.Home;
import dev.tern.benchmarks.process.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures peers against each other, each in processes of its own. In every round each cell is measured of one peer
 * after the other, in another order than in the round before: a slow minute of the machine hits them alike.
 */
public final class CallBench {
  private final Figures figures;
  private final Plan plan;
  private final Map<Peers, Contender> contenders = new LinkedHashMap<>();

  private CallBench(Plan plan) {
    this.plan = plan;
    this.figures = new Figures(plan);
  }

  /**
   * Runs, prints tables, and writes figures, tables and charts.
   *
   * @param arguments {@code --quick} or {@code --scaling}, {@code --peers=a,b --methods=getUser --loads=1,32,256 --rounds=3 --warmup=12000
   *     --millis=2000}; all have defaults
   * @return false if a call failed or a figure is missing
   */
  public static boolean run(List<String> arguments) throws IOException, InterruptedException {
    String load = Machine.loadAverage();
    String command = "./bench" + (arguments.isEmpty() ? "" : " " + String.join(" ", arguments));
    return report(figures(Plan.of(arguments)), command, load);
  }

  /** Measures. Prints how far it is. */
  static Figures figures(Plan plan) throws InterruptedException {
    System.out.printf("%d peers, %d cells, %d rounds: about %d minutes%n", plan.peers().size(), plan.cells().size(),
        plan.rounds(), plan.minutes());
    CallBench bench = new CallBench(plan);
    try {
      bench.measure();
    } finally {
      bench.contenders.values().forEach(Contender::close);
    }
    return bench.figures;
  }

  private void measure() throws InterruptedException {
    for (Peers peer : plan.peers()) {
      System.out.println("warming up " + peer.label());
      try {
        Contender contender = new Contender(peer);
        contenders.put(peer, contender);
        figures.transport(peer, contender.transport());
        for (Cell cell : plan.cells()) {
          contender.turn(cell, plan.warmUpTurnMillis(peer));
        }
      } catch (IOException e) {
        giveUp(peer, e);
      }
    }
    for (int round = 1; round <= plan.rounds(); round++) {
      for (Cell cell : plan.cells()) {
        round(round, cell);
      }
    }
  }

  private void round(int round, Cell cell) throws InterruptedException {
    System.out.printf("round %d, load %s, %s:", round, cell.load(), cell.method());
    List<Peers> order = new ArrayList<>(plan.peers());
    Collections.rotate(order, round);
    for (Peers peer : order) {
      Contender contender = contenders.get(peer);
      if (contender == null) {
        continue;
      }
      try {
        Sample sample = contender.turn(cell, plan.millis());
        figures.add(peer, cell, round, sample);
        System.out.printf(Locale.ROOT, " %s %.0f/s%s", peer.label(), sample.callsPerSecond(),
            sample.errors() > 0 ? " (" + sample.errors() + " errors)" : "");
      } catch (IOException e) {
        giveUp(peer, e);
      }
    }
    System.out.println();
  }

  /** The others go on: what is missing fails the run at its end. */
  private void giveUp(Peers peer, IOException why) {
    System.err.println(why.getMessage());
    Contender contender = contenders.remove(peer);
    if (contender != null) {
      contender.close();
    }
  }

  private static boolean report(Figures figures, String command, String load) throws IOException {
    Tables tables = new Tables(figures);
    System.out.println();
    System.out.print(tables.summary() + "\n" + tables.details());
    Path results = Home.benchmarks().resolve("target").resolve("results.json");
    Files.writeString(results, tables.json());
    System.out.println("\nwrote " + results);
    boolean whole = isWhole(figures);
    if (whole) {
      new CallDocument(figures, command, load).write();
    }
    return whole;
  }

  /** False, and says so, if a call failed or a figure is missing. */
  static boolean isWhole(Figures figures) {
    figures.missing().forEach(cell -> System.err.println("missing: " + cell));
    if (figures.errors() > 0) {
      System.err.println(figures.errors() + " calls failed");
    }
    return figures.missing().isEmpty() && figures.errors() == 0;
  }
}
