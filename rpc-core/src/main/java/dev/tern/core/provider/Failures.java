package dev.tern.core.provider;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.WriteBuffer;
import dev.tern.core.call.DeclaredError;
import dev.tern.core.filter.RefusedException;
import dev.tern.core.filter.Told;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a consumer is told of a handler's failure. What the method declares travels as itself, what the handler chose to
 * say in an RpcException as it is, and so does a filter's refusal; anything else stays here, in the log, under an id
 * that the consumer is given: class, message, stack and paths are nobody else's business.
 */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  /** What clients see that know nothing of declared errors: the service refuses, and repeating it will not help. */
  private static final Code DECLARED = Code.FAILED_PRECONDITION;

  private Failures() {}

  /** @param codec that the consumer chose, for exceptions that the method declares */
  static Answer answer(MethodContract method, OfferedCodec codec, Throwable failure) {
    if (failure instanceof RefusedException refused) {
      return new Answer(refused.refusal().code(), text(refused, ""), Rejection.NOT_EXECUTED);
    }
    if (method.types().error(failure.getClass()).isPresent()) {
      try {
        return declared(codec, failure, method.types().error(failure.getClass()).orElseThrow().wireName());
      } catch (RuntimeException | Error e) { // its fields cannot travel, or its getters throw
        LOG.error("{}: a declared {} cannot be sent", method.fullName(), failure.getClass().getName(), e);
      }
    }
    if (failure instanceof RpcException chosen && chosen.execution() != Execution.NOT_EXECUTED
        && Told.byChoice(chosen)) {
      return new Answer(chosen.code(), text(chosen, ""), Headers.empty());
    }
    String id = Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
    LOG.error("{} failed, told to its consumer as {}", method.fullName(), id, failure);
    return new Answer(Code.UNKNOWN, "the provider failed; its log says why under " + id, Headers.empty());
  }

  private static Answer declared(OfferedCodec codec, Throwable failure, String name) {
    String text = text(failure, name); // a client that knows no declared errors has nothing else
    WriteBuffer buffer = new WriteBuffer(256, DeclaredError.MAX_STATUS_BYTES);
    String header = null;
    try {
      codec.codec().errors().get(name).write(failure, buffer);
      header = new DeclaredError(name, codec.subtype(), buffer.toByteArray()).toHeader(DECLARED, text);
    } catch (RpcException e) {
      if (e.code() != Code.RESOURCE_EXHAUSTED) {
        throw e;
      }
    }
    return header == null
        ? new Answer(DECLARED, text + "\n  (a " + name + ", whose fields are too long to travel with a failure: more than "
            + DeclaredError.MAX_STATUS_BYTES + " bytes)", Headers.empty())
        : new Answer(DECLARED, text, Headers.of(Map.of(DeclaredError.HEADER, header)));
  }

  private static String text(Throwable failure, String otherwise) {
    String text = failure.getMessage();
    return text == null ? otherwise : text;
  }

  /** Of a reply that cannot be sent, by the codec or the transport: they never quote a value. */
  static Answer ofReply(MethodContract method, RpcException fault) {
    LOG.error("{}: its reply cannot be sent", method.fullName(), fault);
    Code code = fault.code() == Code.INVALID_ARGUMENT ? Code.INTERNAL : fault.code(); // not the consumer's argument
    return new Answer(code, method.fullName() + ": the reply cannot be sent: " + fault.getMessage(),
        Headers.empty());
  }

  static void logUndecodable(MethodContract method, Throwable failure) {
    LOG.warn("{}: a request was refused by the constructor or setter of an argument", method.fullName(), failure);
  }

  /** Code, text and trailers for the consumer. */
  record Answer(Code code, String message, Headers trailers) {}
}
