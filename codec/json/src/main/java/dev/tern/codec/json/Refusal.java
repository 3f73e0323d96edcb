package dev.tern.codec.json;

import dev.tern.api.codec.Limits;
import org.jspecify.annotations.Nullable;

/**
 * A value that cannot travel, on its way from where it was found to the method-level codec, which makes an
 * {@link dev.tern.api.RpcException} of it. Whoever first knows the name of its place adds it while it passes.
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String what;
  private final String remedy;
  private @Nullable String place;

  /** @param what never the value */
  Refusal(String what, String remedy) {
    super(what, null, false, false);
    this.what = what;
    this.remedy = remedy;
  }

  static Refusal nullMessage() {
    return new Refusal("null", "Pass a value, or mark it @Nullable or Optional in the interface.");
  }

  static Refusal nullElement() {
    return new Refusal("null element", "Leave it out: nulls do not travel in collections.");
  }

  static Refusal tooDeep() {
    return new Refusal("nested deeper than " + Limits.DEPTH,
        "Send a flatter value; one that contains itself cannot travel at all.");
  }

  /** Found there; the innermost place wins. */
  Refusal at(String found) {
    if (place == null) {
      place = found;
    }
    return this;
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
