package dev.tern.cluster.journal;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.UUID;

/**
 * A task as it is kept.
 *
 * @param id unique
 * @param attachments what travels with it, as text
 * @param timeoutNanos of each try
 * @param message its arguments, encoded; not copied
 */
public record StoredTask(UUID id, long timeoutNanos, Map<String, String> attachments, byte[] message) {
  public StoredTask {
    requireNonNull(id, "id");
    requireNonNull(message, "message");
    attachments = Map.copyOf(attachments);
  }

  /** Never the message or an attachment: they may be secret. */
  @Override
  public String toString() {
    return "StoredTask[" + id + "]";
  }
}
