package dev.tern.core.registry;

import dev.tern.api.ServiceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Keeps in memory, and answers what is asked of it when a test says so. */
final class HeldLastKnown implements LastKnown {
  final Map<ServiceId, List<ServiceInstance>> kept = new HashMap<>();
  final List<String> writes = new ArrayList<>();
  private final List<Runnable> asked = new ArrayList<>();
  int reads;

  @Override
  public void keep(ServiceId service, List<ServiceInstance> providers) {
    writes.add(service.name() + providers.stream().map(ServiceInstance::id).toList());
    kept.put(service, providers);
  }

  @Override
  public void recall(ServiceId service, BooleanSupplier wanted, Consumer<List<ServiceInstance>> found) {
    asked.add(() -> {
      if (wanted.getAsBoolean()) {
        reads++;
        found.accept(kept.getOrDefault(service, List.of()));
      }
    });
  }

  /** The moment that a registry is given to answer is over. */
  void answer() {
    asked.forEach(Runnable::run);
    asked.clear();
  }
}
