package dev.tern.core;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.ServerHandler;
import dev.tern.api.spi.ServerTransport;
import dev.tern.api.spi.Transport;
import dev.tern.api.spi.TransportFactory;
import dev.tern.api.spi.TransportSettings;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transport that loads its classes on a second processor while the caller prepares settings, contracts and codecs:
 * both take long in a JVM that has just started, and neither needs the other.
 */
final class PreloadedTransport implements TransportFactory {
  private static final Logger LOG = LoggerFactory.getLogger(PreloadedTransport.class);

  private final TransportFactory transport;
  private final CompletableFuture<Void> loaded;

  private PreloadedTransport(TransportFactory transport, CompletableFuture<Void> loaded) {
    this.transport = transport;
    this.loaded = loaded;
  }

  static TransportFactory begin(TransportFactory transport) {
    return new PreloadedTransport(transport, CompletableFuture.runAsync(transport::preload, task -> {
      Thread thread = new Thread(task, "tern-preload");
      thread.setDaemon(true);
      thread.start();
    }));
  }

  private TransportFactory loaded() {
    try {
      loaded.join();
    } catch (CompletionException e) { // who needs what could not be loaded will say so
      LOG.debug("The transport {} was not loaded ahead", transport.name(), e);
    }
    return transport;
  }

  @Override
  public String name() {
    return transport.name();
  }

  @Override
  public Transport client(TransportSettings settings) {
    return loaded().client(settings);
  }

  @Override
  public ServerTransport listen(Endpoint address, TransportSettings settings, ServerHandler handler)
      throws IOException {
    return loaded().listen(address, settings, handler);
  }
}
