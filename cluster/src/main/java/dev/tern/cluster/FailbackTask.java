package dev.tern.cluster;

import dev.tern.api.Attachments;
import dev.tern.api.Cancellation;
import dev.tern.api.Code;
import dev.tern.api.FailbackListener;
import dev.tern.api.RpcException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Scheduler;
import dev.tern.cluster.journal.Entry;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call that was taken over. Its state is guarded by its queue. */
final class FailbackTask {
  final String id;
  final byte[] arguments;
  final Attachments attachments;
  /** Tries that have ended. */
  int tries;
  /** How many attempts may have reached a provider, the first included. */
  int reached;
  /** It has had, or is having, the one try of a client that closes. */
  boolean last;
  /** Why it was not delivered yet. */
  @Nullable RpcException failure;
  /** Its next try. */
  Scheduler.@Nullable Timer timer;
  /** Of the try under way. */
  @Nullable Cancellation underWay;

  FailbackTask(String id, byte[] arguments, Attachments attachments, int reached) {
    this.id = id;
    this.arguments = arguments;
    this.attachments = attachments;
    this.reached = reached;
  }

  /** @throws IllegalArgumentException for attachments that could not travel */
  static FailbackTask of(Entry entry) {
    return new FailbackTask(entry.id(), entry.arguments(),
        Attachments.restored(entry.attachments(), entry.persistentNames()), 0);
  }

  /** As it is written down: without credentials, which have no business on a disk and will have expired. */
  Entry entry() {
    Attachments kept = attachments.withoutCredentials();
    Map<String, String> values = new LinkedHashMap<>();
    kept.forEach(values::put);
    return new Entry(id, values, kept.persistentNames(), arguments);
  }

  RpcException failure() {
    return failure != null ? failure : RpcException.notExecuted(Code.UNAVAILABLE, "it was not tried");
  }

  FailbackListener.Task told(MethodContract method) {
    return new FailbackListener.Task(id, method.service(), method.name(), tries);
  }
}
