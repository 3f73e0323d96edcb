package dev.tern.core.standard;

import dev.tern.api.ServiceId;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.ServerRoute;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The standard services of one server, as far as they are switched on. The server tells them of its life. Safe for many
 * threads.
 */
public final class StandardServices {
  private final @Nullable HealthService health;
  private final @Nullable ReflectionService reflection;

  private StandardServices(@Nullable HealthService health, @Nullable ReflectionService reflection) {
    this.health = health;
    this.reflection = reflection;
  }

  /**
   * Prepares them.
   *
   * @param contracts of the user's own services
   * @param codecs that the server offers
   * @throws IllegalArgumentException if the user offers a service of the same name, or reflection is switched on and no
   *     codec describes its messages
   */
  public static StandardServices of(boolean health, boolean reflection, Collection<ServiceContract> contracts,
      List<Codec> codecs) {
    Set<String> taken = contracts.stream().map(contract -> contract.id().name()).collect(Collectors.toSet());
    if (health) {
      requireFree(HealthService.NAME, taken, "health(false)");
    }
    if (reflection) {
      ReflectionService.VERSIONS.forEach(version ->
          requireFree(ReflectionService.name(version), taken, "reflection(false)"));
    }
    return new StandardServices(health ? new HealthService(healthNames(contracts)) : null,
        reflection ? reflection(health, contracts, codecs) : null);
  }

  private static void requireFree(String name, Set<String> taken, String remedy) {
    if (taken.contains(name)) {
      throw new IllegalArgumentException(name + " is offered by every server itself. To offer one of your own, switch "
          + "that off: RpcServer.builder()." + remedy + ".");
    }
  }

  private static Set<String> healthNames(Collection<ServiceContract> contracts) {
    Set<String> names = new LinkedHashSet<>(Set.of(Health.OVERALL));
    for (ServiceContract contract : contracts) {
      ServiceId id = contract.id();
      names.add(id.name()); // for clients that know nothing of groups and versions
      names.add(Health.name(id));
    }
    return names;
  }

  private static ReflectionService reflection(boolean health, Collection<ServiceContract> contracts,
      List<Codec> codecs) {
    Described described = Described.of(contracts, codecs);
    Set<String> names = new TreeSet<>(described.services());
    List<byte[]> files = new ArrayList<>();
    if (health) {
      names.add(HealthService.NAME);
      files.add(StandardFiles.health());
    }
    for (String version : ReflectionService.VERSIONS) {
      names.add(ReflectionService.name(version));
      files.add(StandardFiles.reflection(version));
    }
    return new ReflectionService(new DescriptorIndex(Stream.concat(described.sets().stream(),
        Stream.of(Described.setOf(files))).toList()), names);
  }

  /** The paths they answer. */
  public List<ServerRoute> routes() {
    List<ServerRoute> routes = new ArrayList<>();
    if (health != null) {
      routes.addAll(health.routes());
    }
    if (reflection != null) {
      routes.addAll(reflection.routes());
    }
    return routes;
  }

  /** What the user may say of the health; empty if it is switched off. */
  public Optional<Health> health() {
    return Optional.ofNullable(health).map(HealthService::states);
  }

  /** The server takes calls from now on, or for a while does not. Without effect once it is closing. */
  public void takingCalls(boolean calls) {
    if (health != null) {
      health.states().taking(calls);
    }
  }

  /** The server begins to close: it still answers, and asks to be left alone. */
  public void closing() {
    if (health != null) {
      health.states().closing();
    }
  }

  /** The server waits for calls under way: those that have no end of their own end now. */
  public void end() {
    if (health != null) {
      health.end();
    }
    if (reflection != null) {
      reflection.end();
    }
  }
}
