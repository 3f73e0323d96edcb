package dev.tern.api.spi;

/** Makes both halves of one wire. Listed in {@code META-INF/services/dev.tern.api.spi.TransportFactory}. */
public interface TransportFactory {
  /** Lower snake case, such as {@code grpc}; unique among transports. */
  String name();

  /**
   * Begins to load what a client will need, on a thread of its own, if that takes long, and returns at once: its caller
   * goes on to read settings and contracts, which takes as long in a JVM that has just started. May be called often,
   * and without a client after it. Does nothing by default.
   */
  default void preloadClient() {}

  /** As {@link #preloadClient}, for a server. */
  default void preloadServer() {}

  /** Makes the consumer's half for one client. */
  Transport client(TransportSettings settings);

  /**
   * Starts the provider's half: it accepts connections when this returns.
   *
   * @param handler asked for a route once per call, on the transport's threads
   * @throws java.io.IOException naming address and reason, if it cannot listen there
   */
  ServerTransport listen(dev.tern.api.Endpoint address, TransportSettings settings, ServerHandler handler)
      throws java.io.IOException;
}
