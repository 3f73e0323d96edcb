package dev.tern.core.settings;

import dev.tern.api.spi.RegistryUrl;
import dev.tern.api.spi.TransportSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What {@code RpcServer.builder()} can be told by text. */
public final class ServerKeys extends KeySection {
  /** All of them. */
  public static final ServerKeys KEYS = new ServerKeys();

  public final Key<String> host = add(key("host", TextTypes.HOST, "127.0.0.1",
      "Host name or address of this machine to listen on; `0.0.0.0` for all"));
  public final Key<Integer> port = add(key("port", TextTypes.number(0, 65_535), 0,
      "Where to listen; 0: any free one"));
  public final Key<Optional<String>> advertisedHost = add(key("advertised-host", TextTypes.OTHER_HOST, null,
      "What consumers are told").otherwise("where it listens", Optional::empty));
  public final Key<List<RegistryUrl>> registry = add(key("registry", TextTypes.REGISTRIES, null,
      "Where consumers find it: in all of them").orElse(SharedKeys.KEYS.registry));
  public final Key<String> registryUser = add(key("registry.user", TextTypes.NAME, null,
      "For registries named without credentials, other than `static:` and `file:`").by("registryCredentials").secret()
      .orElse(SharedKeys.KEYS.registryUser));
  public final Key<String> registryPassword = add(key("registry.password", TextTypes.TEXT, null,
      "Its password").by("registryCredentials").secret().orElse(SharedKeys.KEYS.registryPassword));
  public final Key<List<String>> codecs = add(key("codecs", TextTypes.ORDERED_NAMES, null,
      "What consumers may choose").otherwise("all on the class path", List::of));
  public final Key<Set<String>> withoutFilters = add(key("without-filters", TextTypes.NAMES, Set.of(),
      "Filters on the class path that are left out").by("withoutFilter"));
  public final Key<Boolean> accessLog = add(key("access-log", TextTypes.FLAG, false,
      "A line for each call that ends, with the logger `tern.access`"));
  public final Key<Boolean> virtualThreads = add(key("virtual-threads", TextTypes.FLAG, false,
      "Handlers on virtual threads, on Java 21 and newer"));
  public final Key<Integer> handlerThreads = add(key("handler-threads", TextTypes.number(1, 10_000), 200,
      "Handlers at once"));
  public final Key<Integer> handlerQueue = add(key("handler-queue", TextTypes.number(0, 1_000_000), 1_000,
      "Calls that may wait for a handler thread; others are refused at once"));
  public final Key<Duration> eventLoopWarning = add(key("event-loop-warning", TextTypes.from0(), Duration.ofMillis(100),
      "How long a `nonBlocking` method may keep an event loop before a warning; 0: never"));
  public final Key<Duration> streamIdleTimeout = add(key("stream-idle-timeout", TextTypes.above0(),
      Duration.ofSeconds(60), "How long a stream may make no progress in either direction"));
  public final Key<Integer> weight = add(key("weight", TextTypes.number(0, 10_000), 100,
      "Share of the calls relative to other providers"));
  public final Key<String> zone = add(key("zone", TextTypes.TEXT, "",
      "Where it stands, such as a data centre"));
  public final Key<Map<String, String>> metadata = add(key("metadata", TextTypes.PAIRS, Map.of(),
      "What else it says about itself, for routing rules of consumers"));
  public final Key<Duration> spreadDelay = add(key("spread-delay", TextTypes.from0(), Duration.ofMillis(600),
      "How long `close` goes on serving after it left the registry"));
  public final Key<Duration> drainLimit = add(key("drain-limit", TextTypes.above0(), Duration.ofSeconds(10),
      "How long `close` waits for calls under way"));
  public final Key<Boolean> shutdownHook = add(key("shutdown-hook", TextTypes.FLAG, true,
      "Closes when the JVM is asked to end"));
  public final Key<Boolean> health = add(key("health", TextTypes.FLAG, true,
      "Answers `grpc.health.v1.Health`"));
  public final Key<Boolean> reflection = add(key("reflection", TextTypes.FLAG, false,
      "Shows tools every service with its methods and messages, to whoever can connect"));
  public final Key<Integer> maxStreamsPerConnection = add(key("max-streams-per-connection",
      TextTypes.number(1, Integer.MAX_VALUE), TransportSettings.DEFAULT.maxStreamsPerConnection(),
      "Calls at once from one connection"));
  public final Key<Duration> keepAlive = add(key("keep-alive", TextTypes.zeroOr(Duration.ofSeconds(10)),
      TransportSettings.DEFAULT.keepAlive(), "Silence after which a consumer is asked whether it is there; 0: never"));
  public final Key<Boolean> usePlaintext = add(key("use-plaintext", TextTypes.FLAG, false,
      "Allows unencrypted connections beyond loopback"));
  public final Key<Integer> maxMessageBytes = add(key("max-message-bytes",
      TextTypes.size(1 << 10, Integer.MAX_VALUE), TransportSettings.DEFAULT.maxMessageBytes(),
      "Longest message either way"));
  public final Key<Integer> compressAbove = add(key("compress-above", TextTypes.COMPRESS_ABOVE,
      TransportSettings.NEVER, "Longer replies are sent with gzip, to consumers that take it"));

  public final Key<Boolean> adaptiveLimit = add(key("adaptive-limit", TextTypes.FLAG, false,
      "Refuses calls while more come than can be served, so that the others need not wait for each other"));

  private ServerKeys() {
    super("tern.server.");
  }
}
