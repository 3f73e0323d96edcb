package dev.tern.core.consumer;

import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.MethodCodec;
import dev.tern.core.call.Preparation;
import dev.tern.core.directory.Directory;
import dev.tern.core.directory.HealthRules;
import dev.tern.core.filter.Filters;
import dev.tern.core.overload.Bulkhead;
import dev.tern.core.overload.MaxActive;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Binds every method of a contract to codec, cluster, balancer and filters, and refuses what cannot work.
 *
 * @param codecs by name; empty name: the client's default
 * @param clusters a new one by name and options; empty name: the client's default
 * @param defaultBalancer name
 * @param breakers when that of a method opens; empty: it has none
 * @param callFilters around all attempts
 * @param attemptFilters around each attempt
 * @param timeout of methods that name none
 * @param registry for people, such as {@code file:/tmp/demo}
 * @param noEndpoint text of the failure when there is no candidate
 * @param mostActive how many calls of a method, by name, may be under way; null: as many as there are
 */
public record ProxyAssembly(Function<String, Codec> codecs, Function<String, Cluster> clusters, String defaultBalancer,
    Function<MethodContract, Optional<HealthRules>> breakers, Filters callFilters, Filters attemptFilters,
    Duration timeout, String registry, Supplier<String> noEndpoint, Function<String, @Nullable MaxActive> mostActive) {
  /** Makes the proxy. */
  public <T> T create(Class<T> type, ServiceContract contract, ConsumedService service, Fallbacks fallbacks) {
    Map<Method, ProxyMethod> methods = new HashMap<>();
    for (MethodContract method : contract.methods()) {
      methods.put(method.method(), fallbacks.around(method, bind(method, service)));
    }
    return ServiceProxy.create(type, methods, contract.id() + " in " + registry);
  }

  private MethodCaller bind(MethodContract method, ConsumedService service) {
    Codec codec = of(method, () -> codecs.apply(method.codec()));
    MethodCodec prepared = Preparation.of(codec, method);
    return caller(method, codec, prepared, new DeclaredErrors.Typed(prepared, codec.contentSubtype()), service);
  }

  /** One method, bound. */
  MethodCaller caller(MethodContract method, Codec codec, MethodCodec prepared, DeclaredErrors errors,
      ConsumedService service) {
    CallContext context = service.context();
    Directory.Balanced balanced = of(method,
        () -> service.balanced(method.loadBalancer().isEmpty() ? defaultBalancer : method.loadBalancer()));
    balanced.check(method);
    Duration own = method.timeout();
    ServiceAttempts attempts = new ServiceAttempts(method, own == null ? timeout : own, service.directory(), balanced,
        breakers.apply(method).map(rules -> service.breaker(method, rules)).orElse(null),
        prepared, errors, context.transport().route(method, headers(method, codec)), attemptFilters, service.budget(),
        context.scheduler(), context.clock(), noEndpoint, StreamSettings.of(method, context));
    Invoker invoker = service.invoker(of(method, () -> cluster(method)), attempts); // closest to the wire: owns attempts
    invoker = new FirstProviders(invoker, service, noEndpoint);        // before any: waits for the registry
    MaxActive most = mostActive.apply(method.name());
    if (most != null) {
      invoker = new Bulkhead(invoker, most, service.active(method)); // sees every call, whatever becomes of it
    }
    invoker = callFilters.wrap(invoker);                               // outermost: see what the user felt
    return new MethodCaller(method, invoker, timeout, context);        // keeps the deadline
  }

  private Cluster cluster(MethodContract method) {
    Cluster cluster = clusters.apply(method.cluster());
    cluster.check(method);
    return cluster;
  }

  /** What a method names, and nobody knows or nobody can do for it, is told with its name. */
  private static <T> T of(MethodContract method, Supplier<T> named) {
    try {
      return named.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(method.javaName() + ": " + e.getMessage(), e);
    }
  }

  private static Headers headers(MethodContract method, Codec codec) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (!method.service().group().isEmpty()) {
      headers.put(Headers.GROUP, method.service().group());
    }
    if (!method.service().version().isEmpty()) {
      headers.put(Headers.VERSION, method.service().version());
    }
    if (!codec.contentSubtype().equals("proto")) {
      headers.put(Headers.CODEC, codec.contentSubtype());
    }
    return Headers.of(headers);
  }
}
