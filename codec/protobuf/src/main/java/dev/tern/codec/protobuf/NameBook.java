package dev.tern.codec.protobuf;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives everything of one {@code .proto} file its own name: the short one to whoever is alone in wanting it, longer
 * ones to the others. The result depends on what there is, not on the order in which it was found.
 */
final class NameBook {
  private final Set<String> taken;
  private final Map<Named, Integer> levels = new LinkedHashMap<>();

  /** @param taken names that nothing here may have */
  NameBook(Set<String> taken) {
    this.taken = taken;
  }

  Map<Named, String> assign(Collection<Named> all) {
    all.forEach(named -> levels.put(named, 0));
    while (raise()) {
      // until all differ or are as long as they can be
    }
    Map<Named, String> names = new HashMap<>();
    Set<String> used = new HashSet<>(taken);
    levels.keySet().stream().sorted(Comparator.comparing((Named named) -> named.wish(Named.LONGEST)))
        .forEach(named -> names.put(named, unused(named.wish(levels.get(named)), used)));
    return names;
  }

  /** One level more for everybody who wants what another one wants, except who goes first. */
  private boolean raise() {
    Map<String, List<Named>> byName = levels.keySet().stream()
        .collect(Collectors.groupingBy(named -> named.wish(levels.get(named))));
    boolean raised = false;
    for (Map.Entry<String, List<Named>> wanted : byName.entrySet()) {
      List<Named> group = wanted.getValue();
      boolean isTaken = taken.contains(wanted.getKey());
      if (group.size() == 1 && !isTaken) {
        continue;
      }
      int first = group.stream().mapToInt(Named::rank).min().orElseThrow();
      boolean firstStays = !isTaken && group.stream().filter(named -> named.rank() == first).count() == 1;
      for (Named named : group) {
        if (!(firstStays && named.rank() == first) && levels.get(named) < Named.LONGEST) {
          levels.merge(named, 1, Integer::sum);
          raised = true;
        }
      }
    }
    return raised;
  }

  private static String unused(String wish, Set<String> used) {
    String name = wish;
    for (int i = 2; !used.add(name); i++) {
      name = wish + i;
    }
    return name;
  }
}
