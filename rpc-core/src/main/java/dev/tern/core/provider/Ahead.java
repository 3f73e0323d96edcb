package dev.tern.core.provider;

/**
 * How many messages of a stream to ask for before they are needed: so many that together they hold some 64 KiB, but
 * few, because the next may be longer than all before, and one at first. For one writer at a time; any thread may read.
 */
final class Ahead {
  private static final int BYTES = 64 << 10;
  private static final int MOST_MESSAGES = 16;

  private volatile int messages = 1;
  private int expectedBytes = 1;

  /** A message went by. */
  void seen(int bytes) {
    // A long one counts at once, short ones little by little: asking for too few costs less than holding too much.
    expectedBytes = Math.max(1, Math.max(bytes, expectedBytes - (expectedBytes >> 3)));
    messages = Math.max(1, Math.min(Math.min(MOST_MESSAGES, 2 * messages), BYTES / expectedBytes));
  }

  /** 1 to 16. */
  int messages() {
    return messages;
  }
}
