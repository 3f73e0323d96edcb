package dev.tern.core.provider;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.RpcException.Origin;
import dev.tern.api.contract.MethodContract;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a consumer is told of a handler's failure. What the handler chose to say travels; anything else stays here, in
 * the log, under an id that the consumer is given: class, message, stack and paths are nobody else's business.
 */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  static Answer answer(MethodContract method, Throwable failure) {
    // One that lists attempts came from another provider, which the handler called: not chosen, merely let through.
    if (failure instanceof RpcException chosen && chosen.origin() == Origin.PROVIDER && chosen.attempts().isEmpty()) {
      return new Answer(chosen.code(), String.valueOf(chosen.getMessage()));
    }
    String id = Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
    LOG.error("{} failed, told to its consumer as {}", method.fullName(), id, failure);
    return new Answer(Code.UNKNOWN, "the provider failed; its log says why under " + id);
  }

  /** Of a reply that cannot be sent, by the codec or the transport: they never quote a value. */
  static Answer ofReply(MethodContract method, RpcException fault) {
    LOG.error("{}: its reply cannot be sent", method.fullName(), fault);
    Code code = fault.code() == Code.INVALID_ARGUMENT ? Code.INTERNAL : fault.code(); // not the consumer's argument
    return new Answer(code, method.fullName() + ": the reply cannot be sent: " + fault.getMessage());
  }

  static void logUndecodable(MethodContract method, Throwable failure) {
    LOG.warn("{}: a request was refused by the constructor or setter of an argument", method.fullName(), failure);
  }

  /** Code and text for the consumer. */
  record Answer(Code code, String message) {}
}
