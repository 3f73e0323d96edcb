package dev.tern.api;

import static java.util.Objects.requireNonNull;

import java.util.Base64;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Name and type of a value that travels beside a call's arguments, as a gRPC header. Immutable, safe for many threads,
 * and meant to be a constant that both sides share.
 *
 * <p>An attachment is transient unless its key is {@linkplain #persistent() persistent}: it reaches the provider that
 * is called, and goes no further. Two keys of one name are equal, and find each other's values.
 *
 * @param <T> what its values are
 */
public final class AttachmentKey<T> {
  /** What a name looks like; what travels under another was not attached by Tern. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,64}");

  private final String name;
  private final boolean persistent;
  private final Function<? super T, String> format;
  private final Function<String, ? extends T> parse;

  private AttachmentKey(String name, boolean persistent, Function<? super T, String> format,
      Function<String, ? extends T> parse) {
    this.name = name;
    this.persistent = persistent;
    this.format = format;
    this.parse = parse;
  }

  /**
   * A key of texts.
   *
   * @param name lower case letters, digits, dots, dashes and underscores, at most 64; not one that gRPC, Tern or HTTP/2
   *     uses itself ({@code grpc-...}, {@code tern-...}, {@code content-type} and the like), and not {@code ...-bin}:
   *     that is {@link #ofBytes}
   * @throws IllegalArgumentException for another name
   */
  public static AttachmentKey<String> of(String name) {
    return of(name, value -> value, text -> text);
  }

  /** A key of whole numbers, written in decimal. */
  public static AttachmentKey<Long> ofLong(String name) {
    return of(name, value -> Long.toString(value), Long::valueOf);
  }

  /** A key of {@code true} and {@code false}. */
  public static AttachmentKey<Boolean> ofBoolean(String name) {
    return of(name, value -> Boolean.toString(value), AttachmentKey::parseBoolean);
  }

  /**
   * A key of bytes, as gRPC's binary metadata: on the wire they are Base64, and take a third more room than their
   * length. What is read is the reader's own copy.
   *
   * @param name as for {@link #of(String)}, but ending with {@code -bin}
   * @throws IllegalArgumentException for another name
   */
  public static AttachmentKey<byte[]> ofBytes(String name) {
    requireNonNull(name, "name");
    if (!isBinary(name) || !isName(name)) {
      throw new IllegalArgumentException("attachment name: \"" + name
          + "\" (expected of bytes: one that ends with -bin, of lower case letters, digits, dots, dashes, underscores; not"
          + " grpc-* or tern-*)");
    }
    return new AttachmentKey<>(name, false, Base64.getEncoder().withoutPadding()::encodeToString,
        Base64.getDecoder()::decode);
  }

  /**
   * A key of values of your own.
   *
   * @param format to printable ASCII text that neither begins nor ends with a space
   * @param parse the text back; throws any exception for one that stands for no value
   */
  public static <T> AttachmentKey<T> of(String name, Function<? super T, String> format,
      Function<String, ? extends T> parse) {
    requireNonNull(name, "name");
    requireNonNull(format, "format");
    requireNonNull(parse, "parse");
    if (isBinary(name) || !isName(name)) {
      throw new IllegalArgumentException("attachment name: \"" + name
          + "\" (expected: lower case letters, digits, dots, dashes, underscores; not grpc-*, tern-*, *-bin or a name of"
          + " HTTP/2" + (isBinary(name) ? "; *-bin is for ofBytes)" : ")"));
    }
    return new AttachmentKey<>(name, false, format, parse);
  }

  /** A key of texts under a name that Tern keeps to itself. */
  static AttachmentKey<String> ofTern(String name) {
    return new AttachmentKey<>(name, false, value -> value, text -> text);
  }

  /**
   * A copy of this key whose values go on: a provider that receives one sends it with every call that it makes while it
   * serves, and so does the next, over any number of hops.
   *
   * @throws IllegalArgumentException for names of credentials ({@code authorization}, {@code cookie}): they are meant
   *     for the one they are sent to
   */
  public AttachmentKey<T> persistent() {
    if (isCredential(name)) {
      throw new IllegalArgumentException("attachment " + name + ": a credential cannot be persistent, or every provider"
          + " behind the one it is meant for would get it. Let each hop send its own.");
    }
    return new AttachmentKey<>(name, true, format, parse);
  }

  /** Name of the header. */
  public String name() {
    return name;
  }

  /** True if its values are forwarded by those who receive them. */
  public boolean isPersistent() {
    return persistent;
  }

  String format(T value) {
    return requireNonNull(format.apply(requireNonNull(value, name)), name);
  }

  /** Never quotes the text: whoever reads the failure need not be whom it was meant for. */
  T parse(String text) {
    try {
      return requireNonNull(parse.apply(text));
    } catch (RuntimeException e) {
      throw new RpcException(Code.INVALID_ARGUMENT, "attachment " + name + ": its value cannot be read");
    }
  }

  private static Boolean parseBoolean(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  /** True for what may name an attachment. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches() && !isReserved(name);
  }

  /** True for what may name one that is forwarded. */
  static boolean isPersistentName(String name) {
    return isName(name) && !isCredential(name);
  }

  /** True for a name whose values travel as Base64. */
  static boolean isBinary(String name) {
    return name.endsWith("-bin");
  }

  private static boolean isReserved(String name) {
    return name.startsWith("grpc-") || name.startsWith("tern-")
        || switch (name) {
          case "te", "content-type", "content-length", "user-agent", "connection", "host", "transfer-encoding", "upgrade",
              "keep-alive", "proxy-connection", "trailer" -> true;
          default -> false;
        };
  }

  static boolean isCredential(String name) {
    return switch (name) {
      case "authorization", "proxy-authorization", "cookie", "set-cookie" -> true;
      default -> false;
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AttachmentKey<?> key && key.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return "AttachmentKey[" + name + (persistent ? ", persistent]" : "]");
  }
}
