package dev.tern.core.transport.grpc;

import dev.tern.api.Attachments;
import dev.tern.api.spi.Headers;
import io.grpc.Metadata;
import java.util.Base64;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Headers as grpc-java carries them, and back. */
final class Metadatas {
  /** Set by hand, not by {@code CallOptions}: grpc-java's own deadline costs a timer per call. */
  static final Metadata.Key<String> TIMEOUT = key("grpc-timeout");

  private static final Map<String, Metadata.Key<String>> OWN = Map.of(
      Headers.GROUP, key(Headers.GROUP),
      Headers.VERSION, key(Headers.VERSION),
      Headers.CODEC, key(Headers.CODEC),
      Headers.EXECUTED, key(Headers.EXECUTED),
      Attachments.PERSISTENT, key(Attachments.PERSISTENT),
      "content-type", key("content-type"));

  private Metadatas() {}

  static void put(Metadata target, Headers headers) {
    if (headers != Headers.empty()) {
      headers.forEach((name, value) -> put(target, name, value));
    }
  }

  private static void put(Metadata target, String name, String value) {
    if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
      target.put(binaryKey(name), Base64.getDecoder().decode(value));
    } else {
      target.put(keyOf(name), value);
    }
  }

  static Headers of(Metadata metadata) {
    return new Received(metadata);
  }

  private static Metadata.Key<String> keyOf(String name) {
    Metadata.Key<String> own = OWN.get(name);
    return own != null ? own : key(name);
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  private static Metadata.Key<byte[]> binaryKey(String name) {
    return Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER);
  }

  /** What the peer sent. grpc-java lets one thread at a time read a Metadata, hence the lock. */
  private record Received(Metadata metadata) implements Headers {
    @Override
    public @Nullable String get(String name) {
      if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
        byte[] value;
        synchronized (metadata) {
          value = metadata.get(binaryKey(name));
        }
        return value == null ? null : Base64.getEncoder().withoutPadding().encodeToString(value);
      }
      synchronized (metadata) {
        return metadata.get(keyOf(name));
      }
    }

    @Override
    public void forEach(BiConsumer<String, String> visitor) {
      for (String name : metadata.keys()) {
        String value = get(name);
        if (value != null) {
          visitor.accept(name, value);
        }
      }
    }
  }
}
