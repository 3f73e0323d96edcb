package dev.tern.core.overload;

/**
 * What one method of a provider takes at most. 0: as much as comes.
 *
 * @param maxConcurrent calls, or streams, under way at once; &gt;= 0
 * @param rate calls begun in a second, on average; &gt;= 0
 * @param burst calls begun at once after a pause; &gt; 0 where there is a rate
 */
public record MethodLimits(int maxConcurrent, int rate, int burst) {
  /** No limit of its own. */
  public static final MethodLimits NONE = new MethodLimits(0, 0, 0);

  public MethodLimits {
    if (maxConcurrent < 0 || rate < 0 || burst < 0 || rate > 0 && burst == 0) {
      throw new IllegalArgumentException("limits: " + maxConcurrent + " at once, " + rate + " per second, burst " + burst
          + " (expected: >= 0, and a burst where there is a rate)");
    }
  }
}
