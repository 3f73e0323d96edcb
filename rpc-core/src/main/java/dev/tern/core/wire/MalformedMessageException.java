package dev.tern.core.wire;

/** Bytes that are no Protobuf message, or not a whole one. Its text quotes none of them. */
public final class MalformedMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** @param message what is wrong, without any of the bytes */
  public MalformedMessageException(String message) {
    super(message, null, false, false); // a peer can cause as many as it likes
  }
}
