package dev.tern.api.contract;

/** How many messages travel each way: the four kinds of gRPC. */
public enum MethodKind {
  /** One request, one reply. */
  UNARY,
  /** One request, many replies. */
  SERVER_STREAM,
  /** Many requests, one reply. */
  CLIENT_STREAM,
  /** Many both ways. */
  BIDI_STREAM;

  /** True if the consumer sends any number of messages. */
  public boolean streamsRequests() {
    return this == CLIENT_STREAM || this == BIDI_STREAM;
  }

  /** True if the provider sends any number of messages. */
  public boolean streamsReplies() {
    return this == SERVER_STREAM || this == BIDI_STREAM;
  }
}
