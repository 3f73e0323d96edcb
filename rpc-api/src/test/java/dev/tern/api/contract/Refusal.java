package dev.tern.api.contract;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What a reader says about a bad interface, with the test class around it written as {@code demo}. */
final class Refusal {
  private Refusal() {}

  static String of(Class<?> type) {
    ContractException refusal = catchThrowableOfType(ContractException.class, () -> ServiceContract.of(type));
    return refusal == null ? "nothing" : inDemo(type, refusal.getMessage());
  }

  static String inDemo(Class<?> type, String text) {
    Class<?> outer = type;
    while (outer.getEnclosingClass() != null) {
      outer = outer.getEnclosingClass();
    }
    return text.replace(outer.getName() + ".", "demo.");
  }
}
