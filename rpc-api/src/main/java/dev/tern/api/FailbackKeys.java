package dev.tern.api;

/** Attachments of the cluster mode {@code failback}. */
public final class FailbackKeys {
  /**
   * On a reply: the call failed, an empty value stands for its answer, and it will be tried again under this id. Read it with
   * {@link RpcContext#replied}.
   */
  public static final AttachmentKey<String> TASK_ID = AttachmentKey.of("failback-task");

  /** On every try of one call, the first included: the same text, by which a provider can tell a repetition. */
  public static final AttachmentKey<String> IDEMPOTENCY_KEY = AttachmentKey.of("idempotency-key");

  private FailbackKeys() {}
}
