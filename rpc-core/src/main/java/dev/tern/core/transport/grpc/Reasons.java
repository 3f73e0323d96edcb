package dev.tern.core.transport.grpc;

import java.net.ConnectException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Why a call failed, in words for people: grpc-java says "io exception" and hides what they want to know below. */
final class Reasons {
  private Reasons() {}

  static String of(@Nullable String description, @Nullable Throwable cause) {
    for (Throwable deeper = cause; deeper != null; deeper = deeper.getCause()) {
      String known = known(deeper);
      if (known != null) {
        return known;
      }
    }
    if (description != null && description.contains("Channel shutdownNow invoked")) {
      return "the client was closed";
    }
    if (cause == null || cause.getMessage() == null) {
      return description == null ? "" : description;
    }
    return description == null || description.equals("io exception") ? cause.getMessage()
        : description + ": " + cause.getMessage();
  }

  private static @Nullable String known(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof UnknownHostException) {
      return "unknown host" + (message.contains(" ") || message.equals("null") ? "" : " " + message);
    }
    if (failure instanceof ConnectException && message.contains("Connection refused")) {
      return "connection refused";
    }
    if (failure instanceof ConnectException && message.contains("timed out")) {
      return "no connection within the connect timeout";
    }
    if (message.contains("First received frame was not SETTINGS")) {
      return "it does not speak HTTP/2, so no gRPC provider listens there";
    }
    if (message.contains("Connection reset by peer")) {
      return "connection reset by the provider";
    }
    return null;
  }
}
