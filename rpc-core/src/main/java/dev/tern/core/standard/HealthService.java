package dev.tern.core.standard;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.contract.MethodKind;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.ServerCall;
import dev.tern.api.spi.ServerRoute;
import dev.tern.core.wire.WireWriter;
import java.util.Collection;
import java.util.List;

/** {@code grpc.health.v1.Health} of one server: Check, Watch and List. */
final class HealthService {
  static final String NAME = "grpc.health.v1.Health";

  private static final int MAX_WATCHES_PER_CONNECTION = 100;
  private static final int MAX_WATCHES = 10_000;
  private static final int SERVICE_UNKNOWN = 3;
  private static final int STATUS = 1;
  private static final int STATUSES = 1;
  private static final int KEY = 1;
  private static final int VALUE = 2;

  private final HealthStates states;
  private final OpenStreams<HealthWatch> watches = new OpenStreams<>(MAX_WATCHES_PER_CONNECTION, MAX_WATCHES);

  /** @param names of the server's own services, and of the server as a whole */
  HealthService(Collection<String> names) {
    this.states = new HealthStates(names, () -> watches.forEach(HealthWatch::refresh));
  }

  HealthStates states() {
    return states;
  }

  OpenStreams<HealthWatch> watches() {
    return watches;
  }

  List<ServerRoute> routes() {
    return List.of(
        new StandardRoute("/" + NAME + "/Check", MethodKind.UNARY, Check::new),
        new StandardRoute("/" + NAME + "/List", MethodKind.UNARY, ListAll::new),
        new StandardRoute("/" + NAME + "/Watch", MethodKind.SERVER_STREAM, call -> new HealthWatch(call, this)));
  }

  /** Ends every watch, and those that still come after their first message. */
  void end() {
    watches.close();
    watches.forEach(HealthWatch::end);
  }

  /** The status of a name as Watch tells it. */
  int number(String name) {
    return states.get(name).map(HealthStatus::number).orElse(SERVICE_UNKNOWN);
  }

  static WireWriter response(int status) {
    return new WireWriter().number(STATUS, status);
  }

  private final class Check extends OneRequest {
    Check(ServerCall call) {
      super(call);
    }

    @Override
    void answer(ServerCall call, String named) {
      HealthStatus status = states.get(named).orElse(null);
      if (status == null) {
        call.fail(Code.NOT_FOUND, "no service of that name here", Headers.empty());
        return;
      }
      call.reply(Headers.empty(), response(status.number()));
    }
  }

  private final class ListAll extends OneRequest {
    ListAll(ServerCall call) {
      super(call);
    }

    @Override
    void answer(ServerCall call, String named) {
      WireWriter list = new WireWriter();
      states.all().forEach((name, status) -> list.message(STATUSES,
          new WireWriter().text(KEY, name).message(VALUE, response(status.number()))));
      replyOrRefuse(call, list);
    }

    private void replyOrRefuse(ServerCall call, MessageWriter message) {
      try {
        call.reply(Headers.empty(), message);
      } catch (RpcException e) { // so many names that the message would be too long
        call.fail(e.code(), "more names than one message takes", Headers.empty());
      }
    }
  }
}
