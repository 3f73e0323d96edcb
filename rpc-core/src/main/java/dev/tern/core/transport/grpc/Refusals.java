package dev.tern.core.transport.grpc;

import io.grpc.Status;

/**
 * The two ways in which HTTP/2 lets a peer say that it never looked at a request that was sent to it: by RFC 9113, 8.7,
 * such a request may be sent again whatever it does.
 *
 * <p>grpc-java keeps what it knows of this to itself, but for the texts below, which it makes of nothing but the frame:
 * no text of the peer can begin so unless it comes in trailers, and those are told apart by the tracer. Should another
 * version of grpc-java word them differently, such a failure is again one that may have been executed; a test notices.
 */
final class Refusals {
  private static final String REFUSED_STREAM = "RST_STREAM closed stream. HTTP/2 error code: REFUSED_STREAM";

  /**
   * The stream's number is above the last one that the peer will look at. With any other code than NO_ERROR that proves
   * nothing: servers on Netty then name too low a number (netty issue 10670).
   */
  private static final String ABOVE_LAST = "Abrupt GOAWAY closed sent stream. HTTP/2 error code: NO_ERROR";
  private static final String DEBUG_DATA = ", debug data: ";

  private Refusals() {}

  /** True if the peer certainly never looked at the request; provided that it sent no headers, nor trailers. */
  static boolean prove(Status status) {
    String text = status.getDescription();
    return text != null
        && (text.equals(REFUSED_STREAM) || text.equals(ABOVE_LAST) || text.startsWith(ABOVE_LAST + DEBUG_DATA));
  }
}
