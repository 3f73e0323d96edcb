package dev.tern.core.standard;

import dev.tern.api.ServiceId;
import java.util.Map;
import java.util.Optional;

/**
 * What one server tells about its health to whoever asks {@code grpc.health.v1.Health}. Safe for many threads; nothing
 * here blocks.
 *
 * <p>The empty name stands for the server as a whole; each service has its own, {@link #name}. All of these are
 * NOT_SERVING until the ready hooks have returned, while the server is offline, and from the beginning of its end; in
 * between they are SERVING, unless set otherwise here. Other names may be set too, such as {@code database}: they are
 * told as they were set, and NOT_SERVING from the beginning of the server's end.
 *
 * <p>What is set is told, no more: calls are still answered, records stay in the registry, and the whole does not
 * follow from its parts.
 */
public interface Health {
  /** The name of the server as a whole. */
  String OVERALL = "";

  /**
   * Sets what is told of a name while the server takes calls, until it is set again or {@linkplain #clear cleared}.
   *
   * @param name {@link #OVERALL}, the {@link #name} of a service, or one of your own; at most 1,024 bytes in UTF-8
   * @throws IllegalArgumentException if it is longer than any client may ask for
   */
  void set(String name, HealthStatus status);

  /** Forgets what was set: the name is as if it had never been. Without effect if it was not. */
  void clear(String name);

  /** What is told of a name now; empty if nobody knows it. */
  Optional<HealthStatus> get(String name);

  /** What is told of every name, sorted. */
  Map<String, HealthStatus> all();

  /**
   * The name of a service: as on the wire for the default group and version, and otherwise with these, such as {@code
   * demo.Greeting/blue/1.2}, {@code demo.Greeting/blue/} or {@code demo.Greeting//1.2}.
   */
  static String name(ServiceId service) {
    return service.group().isEmpty() && service.version().isEmpty() ? service.name()
        : service.name() + "/" + service.group() + "/" + service.version();
  }
}
