package dev.tern.api.spi;

/** Bytes that are not the message they should be. Costs no stack trace: a hostile peer may cause many. */
public final class DecodeException extends Exception {
  private static final long serialVersionUID = 1L;

  /** @param message what is wrong and where, such as {@code field 3 of User: length 90000 with 12 bytes left} */
  public DecodeException(String message) {
    super(message, null, false, false);
  }
}
