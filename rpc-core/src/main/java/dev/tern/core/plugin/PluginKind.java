package dev.tern.core.plugin;

import static java.util.Objects.requireNonNull;

import dev.tern.api.spi.ClusterFactory;
import dev.tern.api.spi.CodecFactory;
import dev.tern.api.spi.FilterFactory;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.api.spi.RegistryDriverFactory;
import dev.tern.api.spi.TransportFactory;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One extension point, as {@link Plugins} looks for it.
 *
 * @param <F> its factory
 * @param type the class of the factory
 * @param word what error texts call one, such as {@code load balancer}
 * @param name reads the name of a factory
 * @param artifacts the artifact that brings each plug-in of ours, by plug-in name: what to add when it is missing
 */
public record PluginKind<F>(Class<F> type, String word, Function<F, String> name, Map<String, String> artifacts) {
  /** How messages become bytes. */
  public static final PluginKind<CodecFactory> CODEC = new PluginKind<>(CodecFactory.class, "codec", CodecFactory::name,
      Map.of("protobuf", "tern-codec-protobuf", "hessian", "tern-codec-hessian", "json", "tern-codec-json"));

  /** How calls spread over providers. */
  public static final PluginKind<LoadBalancerFactory> LOAD_BALANCER = new PluginKind<>(LoadBalancerFactory.class,
      "load balancer", LoadBalancerFactory::name,
      allIn("tern-loadbalance", "consistent_hash", "least_active", "p2c", "random", "round_robin", "shortest_response"));

  /** What happens when an attempt fails. */
  public static final PluginKind<ClusterFactory> CLUSTER = new PluginKind<>(ClusterFactory.class, "cluster",
      ClusterFactory::name,
      allIn("tern-cluster", "available", "broadcast", "failback", "failfast", "failover", "failsafe", "forking"));

  /** Where providers are found, by URL scheme. */
  public static final PluginKind<RegistryDriverFactory> REGISTRY = new PluginKind<>(RegistryDriverFactory.class,
      "registry", RegistryDriverFactory::scheme,
      Map.of("etcd", "tern-registry-etcd", "zookeeper", "tern-registry-zookeeper"));

  /** What carries calls. */
  public static final PluginKind<TransportFactory> TRANSPORT =
      new PluginKind<>(TransportFactory.class, "transport", TransportFactory::name, Map.of());

  /** What stands around calls. */
  public static final PluginKind<FilterFactory> FILTER =
      new PluginKind<>(FilterFactory.class, "filter", FilterFactory::name, Map.of());

  public PluginKind {
    requireNonNull(type, "type");
    requireNonNull(word, "word");
    requireNonNull(name, "name");
    artifacts = Map.copyOf(artifacts);
  }

  private static Map<String, String> allIn(String artifact, String... names) {
    return Stream.of(names).collect(Collectors.toMap(Function.identity(), name -> artifact));
  }
}
