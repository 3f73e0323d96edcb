package dev.tern.api;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a call carries beside its arguments, as gRPC headers. Immutable and safe for many threads. Values are never
 * logged, by this class or by the framework.
 */
public final class Attachments {
  private static final Attachments EMPTY = new Attachments(Map.of(), name -> null);
  private static final int MAX_VALUE_LENGTH = 4096;
  private static final int MAX_TOTAL_LENGTH = 6144; // what fits into 8 KiB of headers beside those of gRPC

  private final Map<String, String> own;
  private final Function<String, @Nullable String> received;

  private Attachments(Map<String, String> own, Function<String, @Nullable String> received) {
    this.own = own;
    this.received = received;
  }

  /** None. */
  public static Attachments empty() {
    return EMPTY;
  }

  /**
   * A view of what came over the wire, read only when asked for.
   *
   * @param lookup value by header name, or null; must be safe for many threads
   */
  public static Attachments received(Function<String, @Nullable String> lookup) {
    return new Attachments(Map.of(), requireNonNull(lookup, "lookup"));
  }

  /** The value, or null if none was attached under this key. */
  public @Nullable String get(AttachmentKey key) {
    String value = own.get(key.name());
    return value != null ? value : received.apply(key.name());
  }

  /**
   * A copy with one more, or one replaced.
   *
   * @param value printable ASCII, at most 4,096 characters: gRPC silently drops anything else
   * @throws IllegalArgumentException naming the key, never the value
   */
  public Attachments with(AttachmentKey key, String value) {
    if (value.length() > MAX_VALUE_LENGTH || value.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IllegalArgumentException("attachment " + key.name()
          + ": its value cannot travel (expected: at most 4096 printable ASCII characters; encode others, with Base64 for one)");
    }
    Map<String, String> copy = new LinkedHashMap<>(own);
    copy.put(key.name(), value);
    int total = copy.entrySet().stream().mapToInt(entry -> entry.getKey().length() + entry.getValue().length()).sum();
    if (total > MAX_TOTAL_LENGTH) {
      throw new IllegalArgumentException("attachment " + key.name() + ": with it there are " + total
          + " characters of attachments (expected: at most " + MAX_TOTAL_LENGTH + "). Put what is so long into an argument.");
    }
    return new Attachments(copy, received);
  }

  /** True if none was added on this side; what was received is not looked at. */
  public boolean isEmpty() {
    return own.isEmpty();
  }

  /** Visits those added on this side, not those received: what arrived is not forwarded by itself. */
  public void forEach(BiConsumer<String, String> visitor) {
    own.forEach(visitor);
  }

  /** Names only, never values. */
  @Override
  public String toString() {
    return "Attachments" + own.keySet();
  }
}
