package dev.tern.core.transport.grpc;

import io.grpc.Status;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Why a call failed that the peer gave no status for, in words for people, about the provider whose address stands
 * before them. grpc-java says "io exception" and hides what they want to know below, or shows them a whole page of
 * HTML.
 */
final class Reasons {
  private static final int LONGEST_QUOTE = 200;
  private static final String CLOSED = "connection closed by the provider";

  /** grpc-java's words for an end that looked like one, but lacked something. */
  private static final String NOT_COMPRESSED = "Can't decode compressed gRPC message";
  private static final String FOREIGN_COMPRESSION = "Can't find decompressor for ";
  private static final String CUT_OFF = "Encountered end-of-stream mid-frame";
  private static final String NO_STATUS = "missing GRPC status in response";
  private static final String NO_STATUS_AT_ALL = "missing GRPC status, inferred error from HTTP status code";

  private static final Set<String> NO_TRAILERS = Set.of("Received unexpected EOS on non-empty DATA frame from server",
      "Received unexpected EOS on empty DATA frame from server");

  private static final Pattern HTTP_STATUS = Pattern.compile("HTTP status code (\\d+)\n.*", Pattern.DOTALL);
  private static final Pattern TOO_LONG = Pattern.compile("(?:Decompressed )?gRPC message exceeds maximum size (\\d+).*");
  private static final Pattern HTTP2 = Pattern.compile("(RST_STREAM closed stream|Abrupt GOAWAY closed sent stream|"
      + "Abrupt GOAWAY closed unsent stream|GOAWAY closed buffered stream|GOAWAY shut down transport|"
      + "Connection closed after GOAWAY)\\. (?:HTTP/2 error code: |Unrecognized HTTP/2 error code: )"
      + "(\\w+)(?: \\([^)]*\\))?(?:, debug data: (.*))?", Pattern.DOTALL);

  private Reasons() {}

  /**
   * True if trailers came, but no status in them that could be believed, so that grpc-java made up this one. A peer
   * that sends these very words as its own message is then taken for a broken one.
   */
  static boolean isMadeUp(Status status) {
    String text = status.getDescription();
    return text != null && (text.equals(CUT_OFF) || text.equals(NO_STATUS) || text.endsWith(NO_STATUS_AT_ALL)
        || text.startsWith(NOT_COMPRESSED) || text.startsWith(FOREIGN_COMPRESSION)); // the peer's status may come as well
  }

  /** @param refused the peer never looked at the call: see {@link Refusals} */
  static String of(Status status, boolean refused) {
    String description = status.getDescription();
    Throwable cause = status.getCause();
    for (Throwable deeper = cause; deeper != null; deeper = deeper.getCause()) {
      String known = known(deeper);
      if (known != null) {
        return known;
      }
    }
    String known = description == null ? null : known(description, refused);
    if (known != null) {
      return known;
    }
    String detail = cause == null || cause.getMessage() == null ? null : cause.getMessage();
    if (description == null || description.equals("io exception")) {
      return detail == null ? "" : detail;
    }
    if (description.equals("http2 exception")) {
      return "it broke the rules of HTTP/2" + (detail == null ? "" : ": " + detail);
    }
    return detail == null || description.contains(detail) ? description : description + ": " + detail;
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
    if (failure instanceof ZipException) {
      return "its reply is not compressed as it claims";
    }
    if (message.contains("First received frame was not SETTINGS")) {
      return "it does not speak HTTP/2, so no gRPC provider listens there";
    }
    if (message.contains("Connection reset by peer")) {
      return "connection reset by the provider";
    }
    if (message.contains("Broken pipe")) {
      return CLOSED;
    }
    if (message.startsWith("Header size exceeded max allowed size")) {
      return "its headers are longer than this side takes: fewer or shorter attachments, or a shorter failure text, help";
    }
    return null;
  }

  private static @Nullable String known(String description, boolean refused) {
    Matcher http2 = HTTP2.matcher(description);
    if (http2.matches()) {
      return http2(refused, http2.group(1), http2.group(2), http2.group(3));
    }
    Matcher http = HTTP_STATUS.matcher(description);
    if (http.matches()) {
      return "it answered as no gRPC provider does, with HTTP status " + http.group(1)
          + ": is that its address, or that of a proxy or web server?";
    }
    Matcher tooLong = TOO_LONG.matcher(description);
    if (tooLong.matches()) {
      return "its reply is longer than " + tooLong.group(1)
          + " bytes; raise maxMessageBytes on both sides, or ask for less at once";
    }
    if (description.equals(CUT_OFF)) {
      return "its reply was cut off";
    }
    if (description.equals(NO_STATUS) || NO_TRAILERS.contains(description)) {
      return "it ended the call without saying whether it succeeded";
    }
    if (description.equals("Network closed for unknown reason")) {
      return CLOSED;
    }
    if (description.contains("Channel shutdownNow invoked")) {
      return "the client was closed";
    }
    return null;
  }

  private static String http2(boolean refused, String event, String code, @Nullable String debugData) {
    String said = " (HTTP/2 " + (event.startsWith("RST") ? "RST_STREAM " : "GOAWAY ") + code
        + (debugData == null ? "" : ", \"" + quotable(debugData) + "\"") + ")";
    if (refused) {
      return "refused before it looked at the call" + said;
    }
    return switch (event) {
      case "RST_STREAM closed stream" -> "it broke the call off" + said;
      case "Connection closed after GOAWAY", "Abrupt GOAWAY closed sent stream" -> "it went away" + said;
      default -> "it went away before the call was sent" + said;
    };
  }

  /** What a peer says of itself, on one line. */
  private static String quotable(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "...";
  }
}
