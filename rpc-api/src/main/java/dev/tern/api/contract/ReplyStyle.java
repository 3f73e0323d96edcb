package dev.tern.api.contract;

/** How the Java method hands its reply to the caller. */
public enum ReplyStyle {
  /** The value itself; the caller waits. */
  BLOCKING,
  /** A {@link java.util.concurrent.CompletableFuture} or {@link java.util.concurrent.CompletionStage}. */
  FUTURE,
  /** A {@link java.util.concurrent.Flow.Publisher} of many. */
  PUBLISHER
}
