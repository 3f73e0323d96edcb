package dev.tern.api;

/** Why a call failed: the status codes of gRPC, with their numbers. Success has no code here. */
public enum Code {
  /** The caller gave up. */
  CANCELLED(1),
  /** An error without a better code, such as an undeclared exception in the provider. */
  UNKNOWN(2),
  /** The caller's argument is wrong whatever the state of the provider. */
  INVALID_ARGUMENT(3),
  /** The deadline passed. */
  DEADLINE_EXCEEDED(4),
  /** What was asked for does not exist. */
  NOT_FOUND(5),
  /** What should be created exists. */
  ALREADY_EXISTS(6),
  /** The caller is known, but not allowed. */
  PERMISSION_DENIED(7),
  /** A queue, quota or limit is used up. */
  RESOURCE_EXHAUSTED(8),
  /** The provider is not in the state that the call needs. */
  FAILED_PRECONDITION(9),
  /** A conflict with another call; may succeed if the whole transaction is repeated. */
  ABORTED(10),
  /** Past the end of a valid range. */
  OUT_OF_RANGE(11),
  /** The provider has no such service, method or codec. */
  UNIMPLEMENTED(12),
  /** Something that must never happen did: a reply that cannot be decoded, a broken frame. */
  INTERNAL(13),
  /** No provider can be reached now. */
  UNAVAILABLE(14),
  /** Data was lost. */
  DATA_LOSS(15),
  /** The caller did not say who it is. */
  UNAUTHENTICATED(16);

  private static final Code[] BY_NUMBER = new Code[17];

  static {
    for (Code code : values()) {
      BY_NUMBER[code.number] = code;
    }
  }

  private final int number;

  Code(int number) {
    this.number = number;
  }

  /** Number on the wire, 1 to 16. */
  public int number() {
    return number;
  }

  /**
   * The code of a number.
   *
   * @param number from the wire; {@link #UNKNOWN} stands for those that gRPC does not define, as its rules ask
   * @throws IllegalArgumentException for 0, which is success
   */
  public static Code ofNumber(int number) {
    if (number == 0) {
      throw new IllegalArgumentException("0 means success, which has no code");
    }
    return number > 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNKNOWN;
  }
}
