package dev.tern.api;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * Name of a value that travels beside a call's arguments, as a gRPC header.
 *
 * @param name lower case letters, digits, dots, dashes and underscores, at most 64; not one that gRPC or Tern uses
 *     itself ({@code grpc-...}, {@code tern-...}), and not {@code ...-bin}
 */
public record AttachmentKey(String name) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,64}");

  public AttachmentKey {
    requireNonNull(name, "name");
    if (!NAME.matcher(name).matches() || isReserved(name)) {
      throw new IllegalArgumentException("attachment name: \"" + name
          + "\" (expected: lower case letters, digits, dots, dashes, underscores; not grpc-*, tern-*, *-bin or a name of HTTP/2)");
    }
  }

  /** The key of that name. */
  public static AttachmentKey of(String name) {
    return new AttachmentKey(name);
  }

  private static boolean isReserved(String name) {
    return name.startsWith("grpc-") || name.startsWith("tern-") || name.endsWith("-bin")
        || switch (name) {
          case "te", "content-type", "content-length", "user-agent", "connection", "host", "transfer-encoding" -> true;
          default -> false;
        };
  }
}
