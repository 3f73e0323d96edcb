package dev.tern.api.contract;

import dev.tern.api.Field;
import dev.tern.api.HashKey;
import dev.tern.api.RpcException;
import dev.tern.api.RpcMethod;
import dev.tern.api.ServiceId;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one remote method. */
final class MethodReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final int MAX_RETRIES = 10;

  private final ServiceId service;
  private final RemoteMethod remote;
  private final Method method;
  private final Map<TypeVariable<?>, Type> bindings;
  private final ServiceDefaults defaults;
  private final Place place;
  private final TypeWalker walker = new TypeWalker();

  /**
   * @param bindings what the type variables of inherited interfaces stand for
   * @param defaults what the service says for all its methods
   */
  MethodReader(ServiceId service, RemoteMethod remote, Map<TypeVariable<?>, Type> bindings,
      ServiceDefaults defaults, Place servicePlace) {
    this.service = service;
    this.remote = remote;
    this.method = remote.method();
    this.bindings = bindings;
    this.defaults = defaults;
    this.place = servicePlace.method(method);
  }

  /** Null if refused. */
  @Nullable MethodContract read() {
    int before = place.problems().count();
    if (method.getTypeParameters().length > 0) {
      place.refuse("has type parameters of its own, which no wire carries. Name the types.");
      return null;
    }
    checkName();
    ReplyShape reply = ReplyShape.read(method, bindings, place);
    if (reply != null && reply.type() != void.class) {
      walker.walk(reply.type(), place.reply());
    }
    boolean streamsRequests = streamsRequests();
    List<ParameterContract> parameters = parameters();
    if (reply != null && streamsRequests && reply.style() == ReplyStyle.BLOCKING) {
      String element = reply.type() == void.class ? "Void" : Descriptions.of(reply.type());
      place.refuse("takes a stream, so that nobody can wait for its reply. Return CompletableFuture<" + element + ">.");
    }
    List<Class<? extends Throwable>> errors = errors(reply != null && reply.style().waits());
    Duration timeout = timeout();
    RpcMethod settings = remote.settings();
    if (settings.retries() < -1 || settings.retries() > MAX_RETRIES) {
      place.refuse("retries: " + settings.retries() + " (expected: 0 to " + MAX_RETRIES
          + ", or -1 for the default of the cluster mode)");
    }
    if (settings.nonBlocking() && settings.interruptible()) {
      place.refuse("is nonBlocking and interruptible: there is nothing to interrupt where nothing may block. Choose one.");
    }
    if (reply == null || place.problems().count() > before) {
      return null;
    }
    return new MethodContract(service, remote.wireName(), method, kind(streamsRequests, reply), reply.style(),
        parameters, settings.request(), reply.type(), reply.nullable(), errors, settings.idempotent(),
        settings.nonBlocking(), settings.interruptible(), timeout, settings.retries(),
        either(settings.cluster(), defaults.cluster()), either(settings.loadBalancer(), defaults.loadBalancer()),
        either(settings.codec(), defaults.codec()), walker.result());
  }

  private static String either(String own, String otherwise) {
    return own.isEmpty() ? otherwise : own;
  }

  private void checkName() {
    if (!NAME.matcher(remote.wireName()).matches()) {
      place.refuse("name on the wire: \"" + remote.wireName()
          + "\" (expected: ASCII letters, digits and underscores). Give it one with @RpcMethod(name = ...).");
    }
  }

  private static MethodKind kind(boolean streamsRequests, ReplyShape reply) {
    boolean streamsReplies = reply.style().isMany();
    if (streamsRequests) {
      return streamsReplies ? MethodKind.BIDI_STREAM : MethodKind.CLIENT_STREAM;
    }
    return streamsReplies ? MethodKind.SERVER_STREAM : MethodKind.UNARY;
  }

  private boolean streamsRequests() {
    return Arrays.stream(method.getGenericParameterTypes())
        .anyMatch(type -> Types.raw(Types.resolve(type, bindings)) == Flow.Publisher.class);
  }

  private List<ParameterContract> parameters() {
    FieldNumbers numbers = new FieldNumbers();
    for (Parameter parameter : method.getParameters()) {
      numbers.add(parameter.getName(), parameter.getAnnotation(Field.class));
    }
    List<Integer> assigned = numbers.assign(ReservedFields.of(method), place);
    List<ParameterContract> parameters = new ArrayList<>();
    int key = hashKey();
    for (int i = 0; i < assigned.size(); i++) {
      ParameterContract parameter = parameter(method.getParameters()[i], assigned.get(i), i == key);
      if (parameter != null) {
        parameters.add(parameter);
      }
    }
    return parameters;
  }

  /** Position of the parameter that calls go by, or -1. */
  private int hashKey() {
    Parameter[] all = method.getParameters();
    int found = -1;
    for (int i = 0; i < all.length; i++) {
      if (!all[i].isAnnotationPresent(HashKey.class)) {
        continue;
      }
      if (!canBeKey(all[i])) {
        place.parameter(all[i].getName()).refuse("is no @HashKey, which is a plain value or an enum. Mark another one.");
      } else if (found >= 0) {
        place.parameter(all[i].getName()).refuse("is a second @HashKey. Mark only one.");
      }
      found = i;
    }
    for (int i = 0; i < all.length && found < 0; i++) {
      found = canBeKey(all[i]) ? i : -1;
    }
    return found;
  }

  private boolean canBeKey(Parameter parameter) {
    Class<?> raw = Types.raw(Types.resolve(parameter.getParameterizedType(), bindings));
    return Scalars.contains(raw) || raw.isEnum();
  }

  private @Nullable ParameterContract parameter(Parameter parameter, int number, boolean hashKey) {
    Place here = place.parameter(parameter.getName());
    Type type = Types.resolve(parameter.getParameterizedType(), bindings);
    AnnotatedType use = parameter.getAnnotatedType();
    Class<?> raw = Types.raw(type);
    boolean streamed = raw == Flow.Publisher.class;
    if (streamed) {
      Type element = streamElement(type, here);
      if (element == null) {
        return null;
      }
      type = element;
      use = Nullness.argument(use);
    } else if (Refusals.isStream(raw)) {
      here.refuse("cannot take " + Descriptions.of(raw)
          + ". Take Flow.Publisher for a stream, or List for all at once.");
      return null;
    } else if (Refusals.isFuture(raw)) {
      here.refuse("cannot take " + Descriptions.of(raw) + ". Take the value itself.");
      return null;
    }
    if (Nullness.isMarkedInside(use)) {
      here.refuse(Nullness.refusal(use.getType()));
    }
    boolean nullable = Nullness.isNullable(type, parameter, use);
    if (streamed && nullable) {
      here.refuse("an element of a stream is never absent. Remove @Nullable or Optional.");
    }
    walker.walk(type, here);
    return new ParameterContract(parameter.getName(), number, type, nullable, hashKey);
  }

  private @Nullable Type streamElement(Type type, Place here) {
    if (method.getParameterCount() > 1) {
      here.refuse("a streamed request must be the only parameter."
          + " Put the others into its elements or into attachments.");
      return null;
    }
    return ReplyShape.element(type, here, "cannot take ", "Take ");
  }

  /** From {@code throws} and the service; those of the JDK have no closed set of fields and arrive as UNKNOWN. */
  private List<Class<? extends Throwable>> errors(boolean blocking) {
    Set<Class<? extends Throwable>> declared = new LinkedHashSet<>();
    for (Type type : method.getGenericExceptionTypes()) {
      if (Types.resolve(type, bindings) instanceof Class<?> error) {
        declared.add(error.asSubclass(Throwable.class));
      } else {
        place.refuse("throws " + type + ", which stands for no type here. Name one where its owner is extended.");
      }
    }
    Set<Class<? extends Throwable>> thrown = Set.copyOf(declared);
    defaults.errors().stream().filter(error -> !blocking || canBeThrown(error, thrown)).forEach(declared::add);
    Set<Class<? extends Throwable>> errors = new LinkedHashSet<>();
    for (Class<? extends Throwable> type : declared) {
      if (!Types.isJdk(type) && !RpcException.class.isAssignableFrom(type)) {
        concrete(type).forEach(subtype -> errors.add(subtype.asSubclass(Throwable.class)));
      }
    }
    errors.forEach(type -> walker.walkError(type, place.error(type)));
    return List.copyOf(errors);
  }

  /** The compiler lets no implementation throw other checked ones, and no caller expects them. */
  private static boolean canBeThrown(Class<? extends Throwable> error, Set<Class<? extends Throwable>> thrown) {
    return RuntimeException.class.isAssignableFrom(error) || Error.class.isAssignableFrom(error)
        || thrown.stream().anyMatch(declared -> declared.isAssignableFrom(error));
  }

  private List<Class<?>> concrete(Class<?> type) {
    return SubtypeReader.isNeededFor(type)
        ? new SubtypeReader(type, place.error(type)).classes()
        : List.of(type);
  }

  private @Nullable Duration timeout() {
    String text = remote.settings().timeout();
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Timeouts.parse(text);
    } catch (IllegalArgumentException e) {
      place.refuse(e.getMessage());
      return null;
    }
  }
}
