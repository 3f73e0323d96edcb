package dev.tern.codec.protobuf;

import org.jspecify.annotations.Nullable;

/**
 * A value that cannot travel, on its way from where it was found to the method-level codec, which makes an
 * {@link dev.tern.api.RpcException} of it. Whoever knows the field's name adds it while it passes.
 */
final class Refusal extends RuntimeException {
  /** Not a field, but the message it is found in; its own field is named by whoever is around. */
  static final int AS_A_WHOLE = 0;

  private static final long serialVersionUID = 1L;

  private final String what;
  private final String remedy;
  private int number;
  private @Nullable String place;

  /**
   * @param number field it was found in
   * @param what never the value
   */
  Refusal(int number, String what, String remedy) {
    super(what, null, false, false);
    this.number = number;
    this.what = what;
    this.remedy = remedy;
  }

  static Refusal nullElement(int number) {
    return new Refusal(number, "null element", "Leave it out: nulls do not travel in collections.");
  }

  /** Found inside an entry or box that has no name of its own: the field around it is the one to name. */
  Refusal within(int outerNumber) {
    if (place == null) {
      number = outerNumber;
    }
    return this;
  }

  /** Found in a field of that message; the innermost message wins. */
  Refusal in(MessageModel message) {
    if (place == null) {
      place = "field " + message.fieldName(number) + " of " + message.name();
    }
    return this;
  }

  int number() {
    return number;
  }

  @Nullable String place() {
    return place;
  }

  String what() {
    return what;
  }

  String remedy() {
    return remedy;
  }
}
