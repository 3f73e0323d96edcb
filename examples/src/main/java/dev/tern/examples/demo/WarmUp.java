package dev.tern.examples.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the share of a provider that has just started rises, second by second. For one thread. */
final class WarmUp {
  private static final int ROWS = 10;
  private static final int PERCENT_PER_MARK = 2;

  private final int provider;
  private final List<Integer> percents = new ArrayList<>();

  /** @param provider its number */
  WarmUp(int provider) {
    this.provider = provider;
  }

  /** How long a provider warms up in a demo of that many seconds: a new one is to be warm before the end. */
  static Duration of(int seconds) {
    return Duration.ofSeconds(Math.min(30, Math.max(1, seconds / 4)));
  }

  /** Another second has passed; those before its first call are not counted. */
  void add(Figures now, Figures before) {
    long all = now.calls() - before.calls();
    long its = PlainScreen.share(provider, now, before);
    if (all > 0 && (its > 0 || !percents.isEmpty())) {
      percents.add((int) Math.round(100.0 * its / all));
    }
  }

  /** A bar for each second, or for one of several if there are very many; empty if it took no call. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    int step = (percents.size() + ROWS - 1) / ROWS;
    for (int i = 0; i < percents.size(); i += step) {
      lines.add(String.format(Locale.ROOT, "%6d s %4d %%  %s", i + 1, percents.get(i),
          "#".repeat(percents.get(i) / PERCENT_PER_MARK)));
    }
    return lines;
  }
}
