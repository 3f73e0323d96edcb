package dev.tern.api;

/**
 * What travels beside the calls of the cluster mode {@code failback}, in which a call that failed is tried again later:
 * constants that its consumers and providers share.
 */
public final class FailbackKeys {
  /**
   * On a reply: no provider has answered yet. What was returned is an empty value, and the call is tried again
   * later under this id, which logs, status and listeners name. Absent where a provider answered. Read with {@link
   * RpcContext#replied}.
   */
  public static final AttachmentKey<String> TASK_ID = AttachmentKey.ofTern("tern-failback-task");

  /**
   * On a call: the same text for every try of it, the first included, and across restarts of its consumer. A
   * provider that remembers it recognises repetitions. A consumer that attaches one of its own before the call
   * keeps that.
   */
  public static final AttachmentKey<String> IDEMPOTENCY_KEY = AttachmentKey.ofTern("tern-idempotency-key");

  private FailbackKeys() {}
}
