package dev.tern.core.settings;

import dev.tern.core.call.FallbackMode;
import java.time.Duration;
import java.util.List;

/**
 * What can be set for one service, as {@code tern.service[demo.UserService].timeout}, or for one of its methods, as
 * {@code tern.service[demo.UserService].method[find].timeout}.
 */
public final class MethodKeys extends KeySection {
  /** All of them. */
  public static final MethodKeys KEYS = new MethodKeys();

  final Key<Duration> timeout = add(key("timeout", TextTypes.above0(), null,
      "Of a call over all its attempts").otherwise("the client's", null));
  final Key<Integer> retries = add(key("retries", TextTypes.number(0, 10), null,
      "How often a failed call may be tried again on another provider").otherwise("that of the cluster mode", null));
  final Key<Boolean> idempotent = add(key("idempotent", TextTypes.FLAG, null,
      "Running it twice does no harm, so that it may be repeated even if it was executed").otherwise("false", null));
  final Key<String> cluster = add(key("cluster", TextTypes.NAME, null,
      "What happens when an attempt fails").otherwise("the client's", null));
  final Key<String> loadBalancer = add(key("load-balancer", TextTypes.NAME, null,
      "How calls spread over providers").otherwise("the client's", null));
  final Key<String> codec = add(key("codec", TextTypes.NAME, null,
      "How messages become bytes").otherwise("the client's", null));
  final Key<String> circuitBreaker = add(key("circuit-breaker", TextTypes.BREAKER, null,
      "Whether calls that mostly fail at a provider are kept from it").otherwise("the client's", null));
  final Key<FallbackMode> fallback = add(key("fallback", TextTypes.FALLBACK_MODE, null,
      "When the fallback that was given stands in").otherwise("on_failure", null));

  final Key<Integer> maxActive = add(key("max-active", TextTypes.number(1, 1_000_000), null,
      "For consumers: calls of a method under way at once; others fail at once").otherwise("the client's", null));
  final Key<Integer> maxConcurrent = add(key("max-concurrent", TextTypes.number(1, 1_000_000), null,
      "For providers: calls of a method, or streams, under way at once; others are refused"));
  final Key<Integer> rate = add(key("rate", TextTypes.number(1, 100_000), null,
      "For providers: calls of a method begun in a second, on average; others are refused"));
  final Key<Integer> burst = add(key("burst", TextTypes.number(1, 1_000_000), null,
      "For providers, with `rate`: calls begun at once after a pause").otherwise("as `rate`", null));

  /** A promise about one method's code, which nobody can give for all methods of a service at once. */
  private final List<Key<?>> ofMethodsOnly = List.of(idempotent);

  private MethodKeys() {
    super("");
  }

  /** Whether it may stand before a whole service. */
  public boolean isOfServices(Key<?> key) {
    return !ofMethodsOnly.contains(key);
  }
}
