package dev.tern.core.registry;

import dev.tern.api.ServiceId;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Where a {@link RegistryLoop} leaves what it knows, for the next process that starts while the registry is away. Safe
 * for many threads; nothing here waits or throws.
 */
public interface LastKnown {
  /** Keeps nothing and knows nothing. */
  LastKnown NOTHING = new LastKnown() {
    @Override
    public void keep(ServiceId service, List<ServiceInstance> providers) {}

    @Override
    public void recall(ServiceId service, BooleanSupplier wanted, Consumer<List<ServiceInstance>> found) {}
  };

  /**
   * Keeps the providers of a service, some time soon.
   *
   * @param providers empty: it has none for certain, and what was kept is forgotten
   */
  void keep(ServiceId service, List<ServiceInstance> providers);

  /**
   * Looks up, after giving the registry a moment to answer, what was kept of a service.
   *
   * @param wanted asked before anything is read: false once the registry has answered
   * @param found told on another thread, and only if there is something
   */
  void recall(ServiceId service, BooleanSupplier wanted, Consumer<List<ServiceInstance>> found);
}
