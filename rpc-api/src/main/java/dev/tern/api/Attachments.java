package dev.tern.api;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a call carries beside its arguments, as gRPC headers. Immutable and safe for many threads. Values are never
 * logged, by this class or by the framework.
 *
 * <p>Together they take at most 6,144 bytes of headers: each counts its name, its value and 32 more, as HTTP/2 counts.
 * Persistent ones take at most 2,048 of these, so that whatever a caller had forwarded leaves room for what is added.
 */
public final class Attachments {
  /** Header that lists the names of those to be forwarded, with commas between. */
  public static final String PERSISTENT = "tern-persistent";

  /** As in {@code spi.Headers}, which this package does not know. */
  private static final String PREVIOUS_ATTEMPTS = "grpc-previous-rpc-attempts";
  private static final int MAX_ATTEMPT_DIGITS = 9;

  private static final Attachments EMPTY = new Attachments(Map.of(), name -> null);
  private static final int MAX_VALUE_LENGTH = 4096;
  private static final int MAX_TOTAL_BYTES = 6144; // what fits into 8 KiB of headers beside those of gRPC
  private static final int MAX_PERSISTENT_BYTES = 2048;
  private static final int HEADER_BYTES = 32; // what HTTP/2 counts for each header beside its text

  private final Map<String, Own> own;
  private final Function<String, @Nullable String> received;

  private Attachments(Map<String, Own> own, Function<String, @Nullable String> received) {
    this.own = own;
    this.received = received;
  }

  /** None. */
  public static Attachments empty() {
    return EMPTY;
  }

  /**
   * A view of what came over the wire, read only when asked for. That of a streamed reply has what came with its end as
   * well, once it has ended.
   *
   * @param lookup value by header name, or null; must be safe for many threads
   */
  public static Attachments received(Function<String, @Nullable String> lookup) {
    return new Attachments(Map.of(), requireNonNull(lookup, "lookup"));
  }

  /**
   * The value, or null if none was attached under this key.
   *
   * @throws RpcException INVALID_ARGUMENT, naming the key, if the peer sent a text that stands for no value of this
   *     key: a provider that lets it through answers its caller so
   */
  public <T> @Nullable T get(AttachmentKey<T> key) {
    String value = text(key.name());
    return value == null ? null : key.parse(value);
  }

  private @Nullable String text(String name) {
    Own added = own.get(name);
    return added != null ? added.value : received.apply(name);
  }

  /**
   * A copy with one more, or one replaced.
   *
   * @param value as text printable ASCII, at most 4,096 characters, no space at either end: gRPC silently drops or
   *     trims anything else. Of bytes at most 3,072, which are as many characters of Base64
   * @throws IllegalArgumentException naming the key, never the value
   */
  public <T> Attachments with(AttachmentKey<T> key, T value) {
    String text = key.format(value);
    if (!canTravel(text)) {
      throw new IllegalArgumentException("attachment " + key.name() + ": its value cannot travel (expected: at most "
          + (AttachmentKey.isBinary(key.name()) ? "3072 bytes, 4096 as Base64)"
              : "4096 printable ASCII characters, no space at either end; for others there is AttachmentKey.ofBytes)"));
    }
    return with(key.name(), new Own(text, key.isPersistent()));
  }

  private Attachments with(String name, Own value) {
    Map<String, Own> copy = new LinkedHashMap<>(own);
    copy.put(name, value);
    int total = bytes(copy, false);
    if (total > MAX_TOTAL_BYTES) {
      throw new IllegalArgumentException("attachment " + name + ": with it there are " + total
          + " bytes of attachments (expected: at most " + MAX_TOTAL_BYTES + "; each counts its name, its value and 32; "
          + bytes(copy, true) + " are persistent). Put what is so long into an argument.");
    }
    if (value.persistent && bytes(copy, true) > MAX_PERSISTENT_BYTES) {
      throw new IllegalArgumentException("attachment " + name + ": with it there are " + bytes(copy, true)
          + " bytes of persistent attachments (expected: at most " + MAX_PERSISTENT_BYTES
          + ", those that the caller sent included). Make it transient, or put it into an argument.");
    }
    return new Attachments(copy, received);
  }

  private static int bytes(Map<String, Own> all, boolean persistentOnly) {
    int bytes = 0;
    int names = 0;
    for (Map.Entry<String, Own> each : all.entrySet()) {
      if (!persistentOnly || each.getValue().persistent) {
        bytes += cost(each.getKey(), each.getValue().value);
      }
      names += each.getValue().persistent ? each.getKey().length() + 1 : 0;
    }
    return bytes + (names == 0 ? 0 : names + HEADER_BYTES + PERSISTENT.length()); // the list of names is a header, too
  }

  private static int cost(String name, String value) {
    return name.length() + value.length() + HEADER_BYTES;
  }

  private static boolean canTravel(String value) {
    int length = value.length();
    if (length > MAX_VALUE_LENGTH || length > 0 && (value.charAt(0) == ' ' || value.charAt(length - 1) == ' ')) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static boolean isBase64(String value) {
    try {
      Base64.getDecoder().decode(value);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** A copy with all of the other's that were added there; those of the other win. */
  public Attachments withAll(Attachments other) {
    if (other.own.isEmpty()) {
      return this;
    }
    Attachments all = this;
    for (Map.Entry<String, Own> each : other.own.entrySet()) {
      all = all.with(each.getKey(), each.getValue());
    }
    return all;
  }

  /**
   * Those that travel on with calls made for the one that these came with: added on this side under a persistent key,
   * or received and listed so by the peer. What a peer lists is a wish: names that are none of an attachment,
   * credentials, values that cannot travel, and whatever is beyond the limit of persistent ones, are left out.
   */
  public Attachments forwarded() {
    Map<String, Own> kept = new LinkedHashMap<>();
    own.forEach((name, value) -> {
      if (value.persistent) {
        kept.put(name, value);
      }
    });
    String listed = received.apply(PERSISTENT);
    if (listed != null) {
      int most = MAX_PERSISTENT_BYTES / HEADER_BYTES; // no more can fit; and a list of junk is not worth reading to its end
      int begin = 0;
      for (int i = 0; i < most && begin < listed.length(); i++) {
        int comma = listed.indexOf(',', begin);
        int end = comma < 0 ? listed.length() : comma;
        forward(listed.substring(begin, end).strip(), kept);
        begin = end + 1;
      }
    }
    return kept.isEmpty() ? EMPTY : new Attachments(kept, name -> null);
  }

  private void forward(String name, Map<String, Own> kept) {
    if (own.containsKey(name) || !AttachmentKey.isPersistentName(name)) {
      return; // replaced on this side, or no attachment
    }
    String value = received.apply(name);
    if (value == null || !canTravel(value) || AttachmentKey.isBinary(name) && !isBase64(value)) {
      return;
    }
    kept.put(name, new Own(value, true));
    if (bytes(kept, true) > MAX_PERSISTENT_BYTES) {
      kept.remove(name);
    }
  }

  /** A copy without credentials ({@code authorization}, {@code cookie}): what may be written to a disk. */
  public Attachments withoutCredentials() {
    if (own.keySet().stream().noneMatch(AttachmentKey::isCredential)) {
      return this;
    }
    Map<String, Own> kept = new LinkedHashMap<>(own);
    kept.keySet().removeIf(AttachmentKey::isCredential);
    return new Attachments(kept, received);
  }

  /**
   * For frameworks: attachments made again of what was told of others.
   *
   * @param values as {@link #forEach} told them
   * @param persistentNames as {@link #persistentNames()} told them
   * @throws IllegalArgumentException for what could not travel
   */
  public static Attachments restored(Map<String, String> values, @Nullable String persistentNames) {
    List<String> persistent = persistentNames == null ? List.of() : List.of(persistentNames.split(","));
    Attachments all = EMPTY;
    for (Map.Entry<String, String> each : values.entrySet()) {
      if (!canTravel(each.getValue())) {
        throw new IllegalArgumentException("attachment " + each.getKey() + ": its value cannot travel");
      }
      all = all.with(each.getKey(), new Own(each.getValue(), persistent.contains(each.getKey())));
    }
    return all;
  }

  /** What the peer says of the call itself. What is no number counts as none: it can only make the peer worse off. */
  int previousAttempts() {
    String text = received.apply(PREVIOUS_ATTEMPTS);
    boolean number = text != null && !text.isEmpty() && text.length() <= MAX_ATTEMPT_DIGITS
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? Integer.parseInt(text) : 0;
  }

  /** True if none was added on this side; what was received is not looked at. */
  public boolean isEmpty() {
    return own.isEmpty();
  }

  /** Visits those added on this side as they travel, not those received: what arrived is not sent on by itself. */
  public void forEach(BiConsumer<String, String> visitor) {
    own.forEach((name, value) -> visitor.accept(name, value.value));
  }

  /** Names of those added on this side that are to be forwarded, with commas between; null if there is none. */
  public @Nullable String persistentNames() {
    List<String> names = new ArrayList<>();
    own.forEach((name, value) -> {
      if (value.persistent) {
        names.add(name);
      }
    });
    return names.isEmpty() ? null : String.join(",", names);
  }

  /** Header bytes of those added on this side, as HTTP/2 counts them: name, value and 32 each. */
  public int bytes() {
    return bytes(own, false);
  }

  /** Names only, never values. */
  @Override
  public String toString() {
    return "Attachments" + own.keySet();
  }

  private record Own(String value, boolean persistent) {}
}
