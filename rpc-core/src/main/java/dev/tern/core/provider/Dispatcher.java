package dev.tern.core.provider;

import dev.tern.api.Code;
import dev.tern.api.NanoClock;
import dev.tern.api.ServiceId;
import dev.tern.api.contract.MethodKind;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.ServerCall;
import dev.tern.api.spi.ServerHandler;
import dev.tern.api.spi.ServerRoute;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds who answers a path. Immutable once made. */
public final class Dispatcher implements ServerHandler {
  private final Map<String, PathRoute> routes;
  private final UnknownPath unknown;

  /**
   * @param bindings every service of one server
   * @param streams holds for every method that streams
   * @throws IllegalArgumentException if two bind the same service, group and version, or one path in different kinds
   */
  public Dispatcher(Collection<ServiceBinding> bindings, NanoClock clock, StreamLimits streams) {
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
    Map<String, PathRoute> made = new HashMap<>();
    byPath.forEach((path, methods) -> made.put(path, new PathRoute(path, methods, clock, streams)));
    this.routes = Map.copyOf(made);
    this.unknown = new UnknownPath(byId.keySet().stream().map(ServiceId::name)
        .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Override
  public ServerRoute route(String path) {
    PathRoute route = routes.get(path);
    return route != null ? route : unknown;
  }

  /** Answers for paths that nobody serves. */
  private record UnknownPath(Collection<String> services) implements ServerRoute {
    @Override
    public String path() {
      return "";
    }

    @Override
    public MethodKind kind() {
      return MethodKind.BIDI_STREAM; // fits whatever the peer sends
    }

    @Override
    public ServerCall.Listener start(ServerCall call, Headers headers) {
      call.fail(Code.UNIMPLEMENTED, "no such service or method here\n  This provider offers: "
          + String.join(", ", services), Rejection.NOT_EXECUTED);
      return Ignored.INSTANCE;
    }
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
