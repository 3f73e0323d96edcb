package dev.tern.core;

import dev.tern.core.consumer.ConsumedService;
import dev.tern.core.registry.PreferredProviders;

/** A service that a client consumes, and where its providers come from. */
record Consumed(ConsumedService service, PreferredProviders providers) implements AutoCloseable {
  @Override
  public void close() {
    providers.close();
    service.close();
  }
}
