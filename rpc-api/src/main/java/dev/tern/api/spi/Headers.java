package dev.tern.api.spi;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Names and values beside a message: gRPC metadata in text form. The value of a name that ends with {@code -bin} is
 * Base64, with or without padding, as on the wire. Immutable once handed over.
 */
public interface Headers {
  /** Group of the service that is called; absent for the default. */
  String GROUP = "tern-group";
  /** Version of the service that is called; absent for the default. */
  String VERSION = "tern-version";
  /** Codec by content-subtype; absent: what {@code content-type} names, else {@code proto}. */
  String CODEC = "tern-codec";
  /** {@code no} in trailers: the call was turned away before its handler. */
  String EXECUTED = "tern-executed";
  /** gRPC's own: how often this call was tried before; absent for the first attempt. */
  String PREVIOUS_ATTEMPTS = "grpc-previous-rpc-attempts";
  /** gRPC's own, in trailers: milliseconds before this provider wants to be tried again; negative: no retry at all. */
  String RETRY_PUSHBACK = "grpc-retry-pushback-ms";

  /** The (first) value of a name in lower case, or null. */
  @Nullable String get(String name);

  /** Visits all. */
  void forEach(BiConsumer<String, String> visitor);

  /** None. */
  static Headers empty() {
    return MapHeaders.EMPTY;
  }

  /** From names in lower case and printable ASCII values. */
  static Headers of(Map<String, String> values) {
    return values.isEmpty() ? MapHeaders.EMPTY : new MapHeaders(Map.copyOf(new LinkedHashMap<>(values)));
  }
}
