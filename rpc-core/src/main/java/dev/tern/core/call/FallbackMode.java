package dev.tern.core.call;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** When a fallback stands in for a remote method. */
public enum FallbackMode {
  /** When the call fails by the wire or by a provider's state. */
  ON_FAILURE,
  /** Always: nothing is sent. */
  FORCE,
  /** Never. */
  OFF;

  /** As it is written: {@code on_failure}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one that is written so; empty if there is none. */
  public static Optional<FallbackMode> of(String text) {
    return Arrays.stream(values()).filter(mode -> mode.text().equals(text)).findFirst();
  }
}
