package dev.tern.it.faults;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Promises, each with what was found and whether it holds. For one thread. */
final class Findings {
  private static final int SHOWN = 3;

  private final List<Finding> all = new ArrayList<>();

  /**
   * One promise.
   *
   * @param text with the figure promised and that found
   */
  record Finding(boolean holds, String text) {
    @Override
    public String toString() {
      return (holds ? "holds  " : "BROKEN ") + text;
    }
  }

  void check(String promise, boolean holds, Object found) {
    all.add(new Finding(holds, promise + ": " + found));
  }

  void none(String promise, Collection<?> found) {
    check(promise, found.isEmpty(), found.isEmpty() ? "none"
        : found.size() + ", such as " + found.stream().limit(SHOWN).toList());
  }

  void atMost(String what, double found, double limit) {
    check(what + " at most " + number(limit), found <= limit, number(found));
  }

  void atLeast(String what, double found, double limit) {
    check(what + " at least " + number(limit), found >= limit, number(found));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.1f", value);
  }

  boolean hold() {
    return all.stream().allMatch(Finding::holds);
  }

  List<Finding> all() {
    return List.copyOf(all);
  }
}
