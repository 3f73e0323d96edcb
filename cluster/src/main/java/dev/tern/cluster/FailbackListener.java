package dev.tern.cluster;

import dev.tern.api.RpcException;
import org.jspecify.annotations.Nullable;

/**
 * Told what becomes of calls that {@code failback} has taken over. Listed in {@code
 * META-INF/services/dev.tern.cluster.FailbackListener}; one instance per client. Its methods run on threads that must not
 * block; what they throw is logged.
 */
public interface FailbackListener {
  /** A call failed and was taken over; its caller has an empty value and this id. */
  default void accepted(String method, String taskId) {}

  /**
   * A provider answered.
   *
   * @param failure what it answered, if that was no value: such a task is done as well
   */
  default void delivered(String method, String taskId, @Nullable Throwable failure) {}

  /** It was given up; the log says so too. */
  default void lost(String method, String taskId, RpcException failure) {}

  /** A call failed and was not taken over, and its caller was told so: the queue is full, or it cannot be kept. */
  default void refused(String method, RpcException failure) {}
}
