package dev.tern.core.provider;

import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Invoker;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * One method of one of the user's objects, bound.
 *
 * @param codecs by content-subtype
 * @param invoker filters around the object
 * @param executor runs the handler: where it is asked, for methods marked so
 */
record MethodBinding(MethodContract contract, Map<String, OfferedCodec> codecs, Invoker invoker,
    Executor executor) {
  MethodBinding {
    codecs = Map.copyOf(codecs);
  }
}
