package dev.tern.registry.etcd;

import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;

/** An operation that etcd refused, or that never reached it. */
final class EtcdFailure extends IOException {
  private static final String BY_ETCD = "etcdserver: ";
  private static final String LEASE_GONE = "requested lease not found";

  private EtcdFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /** Words of etcd's own are told as they are; whatever else broke is told by its innermost cause, at its fullest. */
  static EtcdFailure of(Throwable cause) {
    String byEtcd = messages(cause).filter(message -> message.contains(BY_ETCD)).findFirst().orElse(null);
    if (byEtcd != null) {
      return new EtcdFailure(byEtcd.substring(byEtcd.indexOf(BY_ETCD)), cause);
    }
    if (messages(cause).anyMatch(message -> message.contains("First received frame was not SETTINGS"))) {
      return new EtcdFailure("what answers there is no etcd: it does not speak HTTP/2", cause);
    }
    String innermost = messages(cause)
        .reduce((outer, inner) -> outer.contains(inner) ? outer : inner).orElse(cause.getClass().getSimpleName());
    return new EtcdFailure("etcd cannot be reached: " + innermost, cause);
  }

  private static Stream<String> messages(Throwable cause) {
    return Stream.iterate(cause, Objects::nonNull, Throwable::getCause).map(Throwable::getMessage)
        .filter(Objects::nonNull);
  }

  /** Whether a living etcd said so: the connection to it is sound. */
  boolean isByEtcd() {
    return getMessage().startsWith(BY_ETCD);
  }

  /** Whether the lease has ended, and every record under it is gone. */
  boolean isLeaseGone() {
    return isByEtcd() && getMessage().contains(LEASE_GONE);
  }
}
