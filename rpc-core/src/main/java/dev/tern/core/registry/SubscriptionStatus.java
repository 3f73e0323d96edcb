package dev.tern.core.registry;

import static java.util.Objects.requireNonNull;

import dev.tern.api.ServiceId;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a service has the providers it has, for error texts and pages.
 *
 * @param known true once the registry has been read
 * @param problem why it cannot be read now, such as {@code registry not reachable for 12 s: Connection refused}; empty
 *     if it can
 * @param others the same service in other groups or versions that do have providers
 * @param ignoredRecords how many records of this service the last listing had that cannot be read
 * @param emptiedUnconfirmed true while the providers are kept though the last listing had none
 */
public record SubscriptionStatus(boolean known, String problem, List<ServiceId> others, int ignoredRecords,
    boolean emptiedUnconfirmed) {
  public SubscriptionStatus {
    requireNonNull(problem, "problem");
    others = List.copyOf(others);
  }

  /**
   * What to tell the user of a service without providers, without the final full stop: the registry's problem, the
   * groups and versions that exist, records that cannot be read; empty if nothing is worth telling.
   */
  public String hint() {
    StringBuilder text = new StringBuilder(problem);
    if (!known && problem.isEmpty()) {
      text.append("the registry has not answered yet");
    }
    if (!others.isEmpty()) {
      next(text).append("it has providers of ")
          .append(others.stream().map(ServiceId::toString).collect(Collectors.joining("; ")));
    }
    if (ignoredRecords > 0) {
      next(text).append(ignoredRecords).append(ignoredRecords == 1 ? " record" : " records")
          .append(" cannot be read (see the log)");
    }
    return text.toString();
  }

  private static StringBuilder next(StringBuilder text) {
    return text.isEmpty() ? text : text.append("; ");
  }
}
