package dev.tern.core.settings;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.api.ServiceId;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ServiceContract;
import dev.tern.core.call.FallbackMode;
import dev.tern.core.overload.MaxActive;
import dev.tern.core.overload.MethodLimits;
import dev.tern.core.plugin.Nearest;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What keys say of services and methods. The more special place wins, and at the same place a key goes before an
 * annotation: key of the method, its annotation, key of the service, its annotation, then what the client says of all.
 * A key that names group and version is more special than one that does not. Immutable, hence safe for many threads.
 */
public final class ServiceSettings {
  private static final MethodKeys KEYS = MethodKeys.KEYS;

  private final List<Entry> entries;

  /**
   * One key.
   *
   * @param name as it stands in its source
   * @param given its value
   */
  record Entry(String name, ServiceSelector selector, Given<?> given) {}

  /** @param entries those of the most important source first */
  ServiceSettings(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * Refuses keys for methods that a service does not have.
   *
   * @throws IllegalArgumentException naming the key, where it stands, and the nearest method
   */
  public void check(ServiceContract contract) {
    TreeSet<String> methods = new TreeSet<>();
    contract.methods().forEach(method -> methods.add(method.name()));
    for (Entry entry : entries) {
      String method = entry.selector().method();
      if (method != null && entry.selector().matches(contract.id()) && !methods.contains(method)) {
        String nearest = Nearest.to(method, methods);
        throw new IllegalArgumentException(entry.name() + " (" + entry.given().origin() + "): " + contract.id()
            + " has no method \"" + method + "\". "
            + (nearest == null ? "It has: " + String.join(", ", methods) + "." : "Did you mean \"" + nearest + "\"?"));
      }
    }
  }

  /**
   * Has names looked up by those who know them.
   *
   * @throws IllegalArgumentException as they throw, saying which key gave the name
   */
  public void checkNames(ServiceId service, Consumer<String> clusters, Consumer<String> balancers,
      Consumer<String> codecs) {
    for (Entry entry : entries) {
      Key<?> key = entry.given().key();
      Consumer<String> known = key == KEYS.cluster ? clusters : key == KEYS.loadBalancer ? balancers
          : key == KEYS.codec ? codecs : name -> { };
      if (entry.selector().matches(service)) {
        try {
          known.accept(entry.given().value().toString());
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              entry.name() + " (" + entry.given().origin() + "): " + e.getMessage(), e);
        }
      }
    }
  }

  /** How long calls of a service may take whose method says nothing. */
  public Duration timeout(ServiceId service, Duration general) {
    return find(service, null, KEYS.timeout).orElse(general);
  }

  /** The circuit breaker of a method; see {@link dev.tern.core.directory.HealthRules#breaker(String)}. */
  public String circuitBreaker(MethodContract method, String general) {
    return any(method, KEYS.circuitBreaker).orElse(general);
  }

  /** When the fallback of a method stands in for it; empty if nothing is said of that. */
  public Optional<FallbackMode> fallback(MethodContract method) {
    return any(method, KEYS.fallback);
  }

  private <T> Optional<T> any(MethodContract method, Key<T> key) {
    return find(method.service(), method.name(), key).or(() -> find(method.service(), null, key));
  }

  /** How many calls of a method may be under way at its consumer, as a key says. */
  public Optional<MaxActive> maxActive(ServiceId service, String method) {
    return entry(service, method, KEYS.maxActive).or(() -> entry(service, null, KEYS.maxActive))
        .map(entry -> new MaxActive((Integer) entry.given().value(), entry.name()));
  }

  /**
   * What a method takes at its provider.
   *
   * @throws IllegalArgumentException for a burst without a rate, naming the key
   */
  public MethodLimits limits(ServiceId service, String method) {
    int rate = number(service, method, KEYS.rate);
    int burst = number(service, method, KEYS.burst);
    if (rate == 0 && burst > 0) {
      throw new IllegalArgumentException(entry(service, method, KEYS.burst)
          .or(() -> entry(service, null, KEYS.burst)).map(Entry::name).orElseThrow()
          + ": without a rate (expected: " + KEYS.rate + " beside it)");
    }
    return new MethodLimits(number(service, method, KEYS.maxConcurrent), rate, burst == 0 ? rate : burst);
  }

  private int number(ServiceId service, String method, Key<Integer> key) {
    return find(service, method, key).or(() -> find(service, null, key)).orElse(0);
  }

  /** A service whose methods have, beside what their annotations say, what the keys say. */
  public ServiceContract over(ServiceContract contract) {
    if (entries.stream().noneMatch(entry -> entry.selector().matches(contract.id()))) {
      return contract;
    }
    return new ServiceContract(contract.id(), contract.type(),
        contract.methods().stream().map(method -> over(contract, method)).toList());
  }

  private MethodContract over(ServiceContract contract, MethodContract method) {
    ServiceId service = contract.id();
    return method.withCallSettings(
        find(service, method.name(), KEYS.idempotent).orElse(method.idempotent()),
        find(service, method.name(), KEYS.timeout).orElse(method.timeout()),
        choose(service, method, KEYS.retries, method.retries() >= 0, method.retries()),
        choose(service, method, KEYS.cluster,
            names(contract, method, method.cluster(), RpcMethod::cluster, RpcService::cluster), method.cluster()),
        choose(service, method, KEYS.loadBalancer,
            names(contract, method, method.loadBalancer(), RpcMethod::loadBalancer, RpcService::loadBalancer),
            method.loadBalancer()),
        choose(service, method, KEYS.codec,
            names(contract, method, method.codec(), RpcMethod::codec, RpcService::codec), method.codec()));
  }

  /** @param annotated whether the method itself says so, rather than its service or nobody */
  private <T> T choose(ServiceId service, MethodContract method, Key<T> key, boolean annotated, T annotation) {
    Optional<T> ofMethod = find(service, method.name(), key);
    return ofMethod.or(() -> annotated ? Optional.of(annotation) : find(service, null, key)).orElse(annotation);
  }

  /** The contract does not tell whether a name is that of the method or of its service. */
  private static boolean names(ServiceContract contract, MethodContract method, String name,
      Function<RpcMethod, String> ofMethod, Function<RpcService, String> ofService) {
    RpcMethod own = method.method().getAnnotation(RpcMethod.class);
    RpcService all = contract.type().getAnnotation(RpcService.class);
    return own != null && !ofMethod.apply(own).isEmpty() || all != null && !ofService.apply(all).equals(name);
  }

  /** @param method null: what is said of the whole service */
  @SuppressWarnings("unchecked") // given for its own key
  private <T> Optional<T> find(ServiceId service, @Nullable String method, Key<T> key) {
    return entry(service, method, key).map(entry -> (T) entry.given().value());
  }

  private Optional<Entry> entry(ServiceId service, @Nullable String method, Key<?> key) {
    List<Entry> matching = entries.stream()
        .filter(entry -> entry.given().key() == key && entry.selector().matches(service)
            && (method == null ? entry.selector().method() == null : method.equals(entry.selector().method())))
        .toList();
    return Stream.concat(matching.stream().filter(entry -> entry.selector().exact() != null), matching.stream())
        .findFirst();
  }

  /**
   * Keys whose service is spelled almost as this one, and is no interface on the class path either: probably meant for
   * it. A text each, without a line end.
   */
  public List<String> doubts(ServiceContract contract) {
    String name = contract.id().name();
    return entries.stream()
        .filter(entry -> !entry.selector().service().equals(name)
            && Nearest.to(entry.selector().service(), List.of(name)) != null
            && !exists(entry.selector().service(), contract.type().getClassLoader()))
        .map(entry -> entry.name() + " (" + entry.given().origin() + "): is there a service "
            + entry.selector().service() + "? Perhaps " + name + " was meant")
        .toList();
  }

  /** A service is called as its interface unless its annotation says otherwise, with a dot for each dollar sign. */
  private static boolean exists(String service, @Nullable ClassLoader loader) {
    for (String type = service;; type = type.replaceFirst("\\.(?=[^.]*$)", "\\$")) {
      try {
        return Class.forName(type, false, loader).isInterface();
      } catch (ClassNotFoundException | LinkageError e) {
        if (type.indexOf('.') < 0) {
          return false;
        }
      }
    }
  }

  /**
   * Every key with its value and where that comes from, a line each.
   *
   * @param known what this client or server has to do with
   */
  public String describe(Collection<ServiceId> known) {
    StringBuilder text = new StringBuilder();
    for (Entry entry : entries) {
      text.append(entry.name()).append(" = ").append(entry.given().shown()).append(" (").append(entry.given().origin());
      text.append(known.stream().anyMatch(entry.selector()::matches) ? ")\n" : "; no such service here so far)\n");
    }
    return text.toString();
  }
}
