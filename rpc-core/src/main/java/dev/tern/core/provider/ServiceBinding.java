package dev.tern.core.provider;

import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.MethodCodec;
import dev.tern.core.call.Unary;
import dev.tern.core.filter.Filters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * One of the user's objects behind one contract.
 *
 * @param contract what it offers
 * @param methods each bound
 */
public record ServiceBinding(ServiceContract contract, List<MethodBinding> methods) {
  /**
   * Binds an object.
   *
   * @param codecs every one that consumers may choose
   * @param executor runs handlers, except those marked {@code nonBlocking}
   * @throws ContractException for what cannot work, naming the method
   */
  public static ServiceBinding of(ServiceContract contract, Object target, Collection<Codec> codecs, Filters filters,
      Executor executor) {
    List<MethodBinding> methods = new ArrayList<>();
    for (MethodContract method : contract.methods()) {
      Unary.require(method);
      Map<String, MethodCodec> prepared = new HashMap<>();
      codecs.forEach(codec -> prepared.put(codec.contentSubtype(), codec.prepare(method)));
      methods.add(new MethodBinding(method, prepared, filters.wrap(new TargetInvoker(method, target)),
          method.nonBlocking() ? null : executor));
    }
    return new ServiceBinding(contract, List.copyOf(methods));
  }
}
