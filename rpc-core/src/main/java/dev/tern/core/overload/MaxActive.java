package dev.tern.core.overload;

/**
 * How many calls of one method a consumer may have under way.
 *
 * @param calls &gt; 0
 * @param setting who says so, for people: {@code tern.client.max-active}
 */
public record MaxActive(int calls, String setting) {
  public MaxActive {
    if (calls <= 0) {
      throw new IllegalArgumentException("maxActive: " + calls + " (expected: > 0)");
    }
  }
}
