package dev.tern.api;

import org.jspecify.annotations.Nullable;

/**
 * Told what becomes of each call that {@code failback} has taken over. Listed in {@code
 * META-INF/services/dev.tern.api.FailbackListener}; one instance per client. Called by several threads at once, none of
 * which it may block; what it throws is logged, and changes nothing.
 */
public interface FailbackListener {
  /** A call has failed and is tried again later. With a journal: it is on the disk. */
  default void accepted(Task task, RpcException failure) {}

  /**
   * A provider has answered.
   *
   * @param failure the exception that the method declares, if it answered with that; null: with a value
   */
  default void delivered(Task task, @Nullable Throwable failure) {}

  /** It is not tried any more, and nobody has answered. What its caller wanted has to be done in another way. */
  default void lost(Task task, RpcException why) {}

  /** A failed call was not taken over; its caller has got this failure. */
  default void refused(ServiceId service, String method, RpcException failure) {}

  /**
   * A call that was taken over.
   *
   * @param id as its caller got it under {@link FailbackKeys#TASK_ID}
   * @param method its name on the wire
   * @param tries made since it was taken over, or since this process replayed it
   */
  record Task(String id, ServiceId service, String method, int tries) {}
}
