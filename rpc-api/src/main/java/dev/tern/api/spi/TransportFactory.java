package dev.tern.api.spi;

/** Makes both halves of one wire. Listed in {@code META-INF/services/dev.tern.api.spi.TransportFactory}. */
public interface TransportFactory {
  /** Lower snake case, such as {@code grpc}; unique among transports. */
  String name();

  /**
   * Loads what the first client or server will need, if that takes long: called on a thread of its own while its caller
   * reads settings, contracts and codecs, and has returned before anything else of this is called. Does nothing by default.
   */
  default void preload() {}

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
