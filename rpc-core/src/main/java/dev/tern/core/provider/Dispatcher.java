package dev.tern.core.provider;

import dev.tern.api.Code;
import dev.tern.api.NanoClock;
import dev.tern.api.ServiceId;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.ServerCall;
import dev.tern.api.spi.ServerHandler;
import dev.tern.api.spi.ServerRoute;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds who answers a path. Immutable once made. */
public final class Dispatcher implements ServerHandler {
  private final Map<String, ServerRoute> routes;
  private final UnknownPaths unknown;

  /**
   * @param bindings every service of one server
   * @param standard paths that the server itself answers, of other services than these
   * @param streams holds for every method that streams
   * @throws IllegalArgumentException if two bind the same service, group and version, or one path in different kinds
   */
  public Dispatcher(Collection<ServiceBinding> bindings, Collection<ServerRoute> standard, NanoClock clock,
      StreamLimits streams) {
    Map<String, List<MethodBinding>> byPath = new HashMap<>();
    Map<ServiceId, ServiceBinding> byId = new HashMap<>();
    for (ServiceBinding binding : bindings) {
      ServiceBinding other = byId.putIfAbsent(binding.contract().id(), binding);
      if (other != null) {
        throw new IllegalArgumentException(binding.contract().id()
            + " is offered twice. Give each its own group or version, or remove one.");
      }
      binding.methods().forEach(method ->
          byPath.computeIfAbsent(method.contract().path(), path -> new ArrayList<>()).add(method));
    }
    Map<String, ServerRoute> made = new HashMap<>();
    standard.forEach(route -> made.put(route.path(), route));
    byPath.forEach((path, methods) -> made.put(path, new PathRoute(path, methods, clock, streams)));
    this.routes = Map.copyOf(made);
    this.unknown = new UnknownPaths(byPath.keySet());
  }

  @Override
  public ServerRoute route(String path) {
    ServerRoute route = routes.get(path);
    return route != null ? route : unknown.route(path);
  }

  /** Takes what still comes of a call that was turned away. */
  enum Ignored implements ServerCall.Listener {
    INSTANCE;

    @Override
    public void onMessage(ReadBuffer message) {}

    @Override
    public void onUnreadable(Code code, String message) {}

    @Override
    public void onHalfClose() {}

    @Override
    public void onCancel() {}
  }
}
