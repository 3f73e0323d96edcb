package dev.tern.api;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What has become of the calls of one method that {@code failback} has taken over: {@code accepted + replayed =
 * delivered + lost + unreadable + pending}, at any moment at which none of them changes.
 *
 * @param service that the method belongs to
 * @param method its name on the wire
 * @param pending to be tried again
 * @param pendingBytes what they take, encoded
 * @param accepted since the proxy was made
 * @param replayed from the journal, when the proxy was made
 * @param delivered a provider has answered
 * @param lost given up, each told with its id in the log
 * @param unreadable put aside, since the journal held them in a form that the interface no longer has
 * @param refused failed calls that were not taken over, which their callers were told
 * @param journal null: in memory only
 */
public record FailbackStatus(ServiceId service, String method, int pending, long pendingBytes, long accepted, long replayed,
    long delivered, long lost, long unreadable, long refused, @Nullable Path journal) {
  public FailbackStatus {
    requireNonNull(service, "service");
    requireNonNull(method, "method");
  }
}
