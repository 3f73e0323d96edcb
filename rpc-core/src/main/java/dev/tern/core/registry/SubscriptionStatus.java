package dev.tern.core.registry;

import static java.util.Objects.requireNonNull;

import dev.tern.api.ServiceId;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a service has the providers it has, for error texts and pages.
 *
 * @param registry which says so, without secrets, such as {@code file:/var/run/tern}
 * @param service whose providers
 * @param inUse true if calls go to the providers that this registry names; false while another one is preferred
 * @param providers how many this registry names
 * @param known true once the registry has been read
 * @param fromSnapshot true while the providers are those of a snapshot file, since the registry has not answered yet
 * @param problem why it cannot be read now, such as {@code registry not reachable for 12 s: Connection refused}; empty
 *     if it can
 * @param others the same service in other groups or versions that do have providers
 * @param ignoredRecords how many records of this service the last listing had that cannot be read
 * @param emptiedUnconfirmed true while the providers are kept though the last listing had none
 */
public record SubscriptionStatus(String registry, ServiceId service, boolean inUse, int providers, boolean known,
    boolean fromSnapshot, String problem, List<ServiceId> others, int ignoredRecords, boolean emptiedUnconfirmed) {
  public SubscriptionStatus {
    requireNonNull(registry, "registry");
    requireNonNull(service, "service");
    requireNonNull(problem, "problem");
    others = List.copyOf(others);
  }

  /** A copy that says whether this registry is the one in use. */
  SubscriptionStatus withInUse(boolean value) {
    return new SubscriptionStatus(registry, service, value, providers, known, fromSnapshot, problem, others,
        ignoredRecords, emptiedUnconfirmed);
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
