package dev.tern.core.routing;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of texts that another is compared with, such as {@code eu|us-*}, or its opposite. A star stands for any number
 * of characters.
 *
 * @param none true if it may equal none of them
 */
record Values(List<String> any, boolean none) {
  /** @param text with bars between them */
  static Values of(String text, boolean none) {
    List<String> any = Arrays.stream(text.split("\\|", -1)).map(String::strip).toList();
    if (any.contains("")) {
      throw new IllegalArgumentException("\"" + text + "\" names an empty value (expected: values with | between them)");
    }
    return new Values(any, none);
  }

  /** @param value null: there is none, which equals nothing */
  boolean match(@Nullable String value) {
    return match(value, null);
  }

  /** @param other another way to write the same value */
  boolean match(@Nullable String value, @Nullable String other) {
    for (String one : any) {
      if (value != null && matches(one, value) || other != null && matches(one, other)) {
        return !none;
      }
    }
    return none;
  }

  /** Greedy, without backtracking into stars before the last one: linear for what people write. */
  private static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int retry = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        retry = t;
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++retry;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  @Override
  public String toString() {
    return (none ? "!=" : "=") + String.join("|", any);
  }
}
