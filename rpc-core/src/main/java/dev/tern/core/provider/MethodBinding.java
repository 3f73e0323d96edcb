package dev.tern.core.provider;

import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Invoker;
import dev.tern.core.overload.Gate;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One method of one of the user's objects, bound.
 *
 * @param codecs by content-subtype
 * @param invoker filters around the object
 * @param executor runs the handler; null: the event loop itself, for methods marked so
 * @param inPlace runs it there
 * @param handlers the server's executor of handlers, for what a handler hands over: there for every method
 * @param gate lets calls in, or refuses them
 */
record MethodBinding(MethodContract contract, Map<String, OfferedCodec> codecs, Invoker invoker,
    @Nullable Executor executor, Executor inPlace, Executor handlers, Gate gate) {
  MethodBinding {
    codecs = Map.copyOf(codecs);
  }

  /** Runs the handler, wherever that is. */
  Executor runner() {
    return executor != null ? executor : inPlace;
  }
}
