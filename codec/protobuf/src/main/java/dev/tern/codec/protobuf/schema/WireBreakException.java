package dev.tern.codec.protobuf.schema;

import java.util.List;

/** Services differ from their lock in a way that peers of before would misunderstand. */
public final class WireBreakException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> breaks;

  WireBreakException(String lock, List<String> breaks) {
    super(breaks.size() + (breaks.size() == 1 ? " wire break" : " wire breaks") + " against " + lock + "\n"
        + String.join("\n", breaks));
    this.breaks = List.copyOf(breaks);
  }

  /** Each says what breaks, what old and new peers see, and how to mend it, a line each. */
  public List<String> breaks() {
    return breaks;
  }
}
