package dev.tern.api.contract;

import static java.util.Objects.requireNonNull;

import dev.tern.api.RpcMethod.RequestShape;
import dev.tern.api.ServiceId;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything about one remote method that can be known before it is called.
 *
 * @param service what it belongs to
 * @param name on the wire
 * @param method the Java method; null for one that is called {@link #untyped}
 * @param kind how many messages travel each way
 * @param replyStyle how the Java method hands over its reply
 * @param parameters in declaration order; a streamed request has exactly one
 * @param requestShape how the parameters become one message
 * @param replyType generics resolved, without the future, publisher, stream or iterator around it; {@code void.class}
 *     for none, which {@code Void} also says; {@code Optional<T>} as declared, so that a codec knows to wrap and unwrap
 * @param replyNullable true for {@code Optional}, and for an annotation named {@code Nullable} (on the method, on its
 *     return type, or inside the future); never for the elements of a stream
 * @param errors declared exceptions that travel as themselves, each a concrete class: from the {@code throws} clause,
 *     then those of the service. Without {@code RpcException}, which needs no declaration, and without those of the
 *     JDK, such as {@code IOException}: their fields are not a closed set, so they arrive like undeclared ones
 * @param idempotent may be repeated even if it was executed
 * @param nonBlocking may run on an event loop
 * @param interruptible the thread that runs it is interrupted once nobody waits for it any more
 * @param timeout null: the client's default
 * @param retries -1: the cluster's default
 * @param cluster of the method, else of the service; empty: the client's default
 * @param loadBalancer likewise
 * @param codec of the method, else of the service; empty: the client's default
 * @param types the closed set of what a decoder may create for this method
 */
public record MethodContract(ServiceId service, String name, @Nullable Method method, MethodKind kind,
    ReplyStyle replyStyle, List<ParameterContract> parameters, RequestShape requestShape, Type replyType,
    boolean replyNullable, List<Class<? extends Throwable>> errors, boolean idempotent, boolean nonBlocking,
    boolean interruptible, @Nullable Duration timeout, int retries, String cluster, String loadBalancer, String codec,
    TypeSet types) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

  public MethodContract {
    requireNonNull(service, "service");
    requireNonNull(name, "name");
    requireNonNull(types, "types");
    parameters = List.copyOf(parameters);
    errors = List.copyOf(errors);
  }

  /**
   * One that is called without its interface: one message each way, of which nothing is known.
   *
   * @param name on the wire
   * @param timeout null: the client's default
   * @throws IllegalArgumentException for a name that no method has
   */
  public static MethodContract untyped(ServiceId service, String name, boolean idempotent, @Nullable Duration timeout) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "method: \"" + name + "\" (expected: an identifier such as greet, at most 128 characters)");
    }
    TypeSet none = new TypeSet(Map.of(), Map.of(), Map.of(), Set.of(), Set.of());
    return new MethodContract(service, name, null, MethodKind.UNARY, ReplyStyle.FUTURE, List.of(), RequestShape.AUTO,
        Object.class, true, List.of(), idempotent, false, false, timeout, -1, "", "", "", none);
  }

  /** Numbers and names that its parameters may not have. */
  public ReservedFields reserved() {
    return method == null ? new ReservedFields(new TreeSet<>(), new TreeSet<>()) : ReservedFields.of(method);
  }

  /** Position of the parameter by which calls can be told apart, see {@link ParameterContract#hashKey}; -1: none. */
  public int hashKeyIndex() {
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).hashKey()) {
        return i;
      }
    }
    return -1;
  }

  /** {@code /demo.Greeting/greet}: the path of the HTTP/2 request. */
  public String path() {
    return "/" + service.name() + "/" + name;
  }

  /** {@code demo.Greeting/greet}: how error texts and logs name it. */
  public String fullName() {
    return service.name() + "/" + name;
  }

  /** {@code demo.Greeting.greet(String)}: the Java method, as start-up errors name it. */
  public String javaName() {
    return method == null ? fullName() : Descriptions.of(method);
  }

  /**
   * True if the single parameter, or the element of a streamed request, is itself the message: no {@code
   * <Method>Request} is wrapped around it. Always false for a nullable one, which needs an optional field to stand in,
   * and for one that has {@linkplain TypeSet#subtypes subtypes}, which needs a field to say which it is.
   */
  public boolean requestIsParameter() {
    return requestShape == RequestShape.AUTO && parameters.size() == 1 && !parameters.get(0).nullable()
        && types.isMessage(parameters.get(0).type());
  }

  /**
   * True if the reply, or the element of a streamed one, is itself the message: no {@code <Method>Response} is wrapped
   * around it. Always false for a nullable one, and for one that has {@linkplain TypeSet#subtypes subtypes}.
   */
  public boolean replyIsMessage() {
    return !replyNullable && types.isMessage(replyType);
  }

  /**
   * The same method, called otherwise: what configuration says in place of its annotation.
   *
   * @param retries -1: the cluster's default
   * @throws IllegalArgumentException for a timeout that is not above zero, or fewer retries than -1
   */
  public MethodContract withCallSettings(boolean idempotent, @Nullable Duration timeout, int retries, String cluster,
      String loadBalancer, String codec) {
    if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
    }
    if (retries < -1) {
      throw new IllegalArgumentException("retries: " + retries + " (expected: 0 or more, or -1)");
    }
    return new MethodContract(service, name, method, kind, replyStyle, parameters, requestShape, replyType,
        replyNullable, errors, idempotent, nonBlocking, interruptible, timeout, retries, cluster, loadBalancer, codec,
        types);
  }

  /** By method, not by content: there is one contract per interface read. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return fullName();
  }
}
