package dev.tern.codec.hessian;

import org.jspecify.annotations.Nullable;

/**
 * A value that cannot travel, on its way from where it was found to the method's codec, which makes an
 * {@link dev.tern.api.RpcException} of it. The innermost member that it passes is named.
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String remedy;
  private @Nullable String place;

  /** @param what never the value */
  Refusal(String what, String remedy) {
    super(what, null, false, false);
    this.remedy = remedy;
  }

  static Refusal nullElement() {
    return new Refusal("null element", "Leave it out: nulls do not travel in collections.");
  }

  static Refusal subclass(Object value, Class<?> declared) {
    return new Refusal("a " + value.getClass().getSimpleName() + " where " + declared.getSimpleName() + " is declared",
        "Declare the type that is sent, or send an instance of the declared one.");
  }

  /** Found in that member. */
  Refusal in(String name, String owner) {
    if (place == null) {
      place = "field " + name + " of " + owner;
    }
    return this;
  }

  /** @param outermost where it was found if in no member */
  String text(String outermost) {
    return (place == null ? outermost : place) + ": " + getMessage() + "\n  " + remedy;
  }
}
