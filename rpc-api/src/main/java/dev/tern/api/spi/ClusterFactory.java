package dev.tern.api.spi;

/** Makes cluster modes of one kind. Listed in {@code META-INF/services/dev.tern.api.spi.ClusterFactory}. */
public interface ClusterFactory {
  /** Lower snake case, such as {@code failover}; unique among cluster modes. */
  String name();

  /**
   * Makes the cluster for one consumed method. Without any effect outside: those begin with {@link Cluster#over}.
   *
   * @param options what the user said beside the name; reads every option it knows
   * @throws IllegalArgumentException for an option with a wrong value
   */
  Cluster create(Options options);
}
