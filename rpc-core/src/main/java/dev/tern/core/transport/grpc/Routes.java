package dev.tern.core.transport.grpc;

import dev.tern.api.spi.ServerHandler;
import dev.tern.api.spi.ServerRoute;
import dev.tern.api.spi.TransportSettings;
import io.grpc.HandlerRegistry;
import io.grpc.ServerMethodDefinition;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Every path of a server, as grpc-java looks them up. Nothing is remembered for paths that nobody serves. */
final class Routes extends HandlerRegistry {
  private final ServerHandler handler;
  private final ServerMessages messages;
  private final LongAdder underWay = new LongAdder();
  private final Map<String, ServerMethodDefinition<InputStream, InputStream>> known = new ConcurrentHashMap<>();

  Routes(ServerHandler handler, TransportSettings settings) {
    this.handler = handler;
    this.messages = new ServerMessages(new BufferPool(settings.maxMessageBytes()),
        new InMessages(settings.maxMessageBytes()), settings.compressAboveBytes());
  }

  /** Calls that have begun and not ended. */
  long underWay() {
    return underWay.sum();
  }

  @Override
  public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
    ServerMethodDefinition<InputStream, InputStream> found = known.get(name);
    if (found != null) {
      return found;
    }
    ServerRoute route = handler.route("/" + name);
    ServerMethodDefinition<InputStream, InputStream> definition = ServerMethodDefinition.create(
        GrpcRoute.descriptor("/" + name, route.kind()),
        (call, headers) -> GrpcServerCall.start(call, headers, route, messages, underWay));
    if (route.path().equals("/" + name)) { // a route that stands for an unknown path has another
      known.putIfAbsent(name, definition);
    }
    return definition;
  }
}
