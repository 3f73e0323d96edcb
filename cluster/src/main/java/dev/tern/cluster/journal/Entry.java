package dev.tern.cluster.journal;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call, as it is kept.
 *
 * @param id unique among those of one journal
 * @param attachments what travels with it, by name
 * @param persistentNames which of them go on from hop to hop, with commas between; null: none
 * @param arguments encoded; not copied
 */
public record Entry(String id, Map<String, String> attachments, @Nullable String persistentNames, byte[] arguments) {
  public Entry {
    requireNonNull(id, "id");
    requireNonNull(arguments, "arguments");
    attachments = Map.copyOf(attachments);
  }

  /** Only whose it is: what it holds may be secret. */
  @Override
  public String toString() {
    return "Entry[" + id + "]";
  }
}
