package dev.tern.api.contract;

/** How the Java method hands its reply to the caller. */
public enum ReplyStyle {
  /** The value itself; the caller waits. */
  BLOCKING,
  /** A {@link java.util.concurrent.CompletableFuture} or {@link java.util.concurrent.CompletionStage}. */
  FUTURE,
  /** A {@link java.util.concurrent.Flow.Publisher} of many. */
  PUBLISHER,

  /** A {@link java.util.stream.Stream} of many; whoever takes the next element waits for it. */
  STREAM,

  /** An {@link java.util.Iterator} of many; whoever takes the next element waits for it. */
  ITERATOR;

  /** True if any number of replies may come. */
  public boolean isMany() {
    return this == PUBLISHER || this == STREAM || this == ITERATOR;
  }

  /** True if the caller's thread waits: for the value, or for the elements of a stream. */
  public boolean waits() {
    return this == BLOCKING || this == STREAM || this == ITERATOR;
  }
}
