package dev.tern.core.registry;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.tck.RegistryDriverContract;

class MemoryRegistryContractTest extends RegistryDriverContract {
  private final MemoryRegistry registry = new MemoryRegistry();

  @Override
  protected RegistryDriver open() {
    return registry.driver();
  }
}
