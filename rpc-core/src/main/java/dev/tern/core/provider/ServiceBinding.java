package dev.tern.core.provider;

import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Codec;
import dev.tern.core.call.Preparation;
import dev.tern.core.filter.Filters;
import dev.tern.core.overload.Gate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the user's objects behind one contract.
 *
 * @param contract what it offers
 * @param methods each bound
 */
public record ServiceBinding(ServiceContract contract, List<MethodBinding> methods) {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceBinding.class);

  /**
   * Binds an object.
   *
   * @param codecs every one that consumers may choose
   * @param threads that run handlers
   * @param gates one before each method
   * @throws ContractException for what cannot work, naming the method
   */
  public static ServiceBinding of(ServiceContract contract, Object target, Codecs codecs, Filters filters,
      HandlerThreads threads, Function<MethodContract, Gate> gates) {
    List<MethodBinding> methods = new ArrayList<>();
    for (MethodContract method : contract.methods()) {
      Executor own = threads.of(method);
      Executor inPlace = threads.inPlace(method);
      methods.add(new MethodBinding(method, codecs.prepare(method),
          filters.wrap(new TargetInvoker(method, target, own, inPlace)), own, inPlace, threads.executor(),
          gates.apply(method)));
    }
    if (LOG.isDebugEnabled()) { // the description is long, and made for people
      LOG.debug("Decoders of {} create these types and no others:\n{}", contract.id(), contract.describe());
    }
    return new ServiceBinding(contract, List.copyOf(methods));
  }

  /**
   * The codecs of one server.
   *
   * @param all at least one
   * @param chosen true if the user named them: each must then carry every method. Those that are merely on the class
   *     path are left out where they cannot
   */
  public record Codecs(Collection<Codec> all, boolean chosen) {
    Map<String, OfferedCodec> prepare(MethodContract method) {
      Map<String, OfferedCodec> prepared = new HashMap<>();
      ContractException refused = null;
      for (Codec codec : all) {
        try {
          prepared.put(codec.contentSubtype(),
              new OfferedCodec(codec.name(), codec.contentSubtype(), Preparation.of(codec, method)));
        } catch (ContractException e) {
          if (chosen || codec.name().equals(method.codec())) {
            throw e;
          }
          refused = e;
          LOG.info("{} is not offered in codec {}: {}", method.fullName(), codec.name(), e.getMessage());
        }
      }
      if (prepared.isEmpty() && refused != null) {
        throw refused;
      }
      if (!method.codec().isEmpty() && all.stream().noneMatch(codec -> codec.name().equals(method.codec()))) {
        throw new ContractException(method.javaName() + ": names codec \"" + method.codec()
            + "\", which this provider does not offer (offered: "
            + all.stream().map(Codec::name).sorted().collect(Collectors.joining(", ")) + ")");
      }
      return prepared;
    }
  }
}
