package dev.tern.it.faults;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** All of them, in the order of the report. */
final class Scenarios {
  private static final List<Supplier<Scenario>> ALL = List.of(
      Crashes.NoFault::new, Crashes.KilledProvider::new, Outages.AllUnavailable::new, Loads.Hedged::new,
      Crashes.BigRequests::new, Silences.Dropped::new, Silences.Reset::new, Silences.Frozen::new, Silences.MostBad::new,
      Deploys.RollingRestart::new, Deploys.ColdJoin::new, Outages.RegistryDead::new, Loads.Overload::new,
      Loads.Starved::new,
      Failbacks.Overflow::new, Failbacks.Terminated::new);

  private Scenarios() {}

  /** New ones, each to be played once. */
  static List<Scenario> all() {
    return ALL.stream().map(Supplier::get).toList();
  }

  /**
   * Those that a text names.
   *
   * @param text ids with commas between; {@code all}; {@code list} for none; empty for those of every run
   * @throws IllegalArgumentException for an id that there is not, listing those that there are
   */
  static List<Scenario> chosen(String text) {
    return switch (text) {
      case "" -> all().stream().filter(Scenario::brief).toList();
      case "all" -> all();
      case "list" -> List.of();
      default -> named(List.of(text.split(",")));
    };
  }

  private static List<Scenario> named(List<String> ids) {
    return ids.stream().map(id -> all().stream().filter(scenario -> scenario.id().equalsIgnoreCase(id)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("scenario " + id + " (expected: "
            + all().stream().map(Scenario::id).collect(Collectors.joining(", ")) + ")"))).toList();
  }

  /** One line each: id, what happens, and whether it belongs to every run of the tests. */
  static String list() {
    return all().stream().map(scenario -> String.format("%-16s%s%s%n", scenario.id(), scenario.text(),
        scenario.brief() ? " (a short version runs in every ./check)" : "")).collect(Collectors.joining());
  }
}
