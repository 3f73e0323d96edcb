package dev.tern.core;

import static java.util.Objects.requireNonNull;

import dev.tern.api.spi.TransportFactory;
import dev.tern.core.plugin.PluginKind;
import dev.tern.core.plugin.Plugins;
import org.jspecify.annotations.Nullable;

/** The transport of a builder: the one that it is given, else {@code grpc}. For one thread. */
final class ChosenTransport {
  private @Nullable TransportFactory given;
  private @Nullable TransportFactory begun;

  void give(TransportFactory transport) {
    given = requireNonNull(transport, "transport");
    begun = null;
  }

  /** Begins to load it, if that has not begun. */
  TransportFactory get() {
    TransportFactory transport = begun;
    if (transport == null) {
      transport = PreloadedTransport.begin(Plugins.chosen(PluginKind.TRANSPORT, given, "grpc"));
      begun = transport;
    }
    return transport;
  }
}
