package dev.tern.api.contract;

import static java.util.Objects.requireNonNull;

import dev.tern.api.RpcService;
import dev.tern.api.ServiceId;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads an annotated interface. */
final class ContractReader {
  private final Class<?> type;
  private final RpcService annotation;
  private final Problems problems;

  /** @throws ContractException if it is no interface with the annotation */
  ContractReader(Class<?> type) {
    this.type = requireNonNull(type, "type");
    this.problems = new Problems(type);
    if (!type.isInterface() || type.isAnnotation()) {
      throw new ContractException(
          Descriptions.name(type) + ": is not an interface. Name the interface that carries @RpcService.");
    }
    RpcService found = type.getAnnotation(RpcService.class);
    if (found == null) {
      throw new ContractException(Descriptions.name(type) + ": has no @RpcService. Annotate it.");
    }
    this.annotation = found;
  }

  ServiceId id() {
    String name = annotation.name().isEmpty() ? type.getName().replace('$', '.') : annotation.name();
    try {
      return new ServiceId(name, annotation.group(), annotation.version());
    } catch (IllegalArgumentException e) {
      throw new ContractException(Descriptions.name(type) + ": " + e.getMessage());
    }
  }

  ServiceContract read() {
    return read(id());
  }

  ServiceContract read(ServiceId id) {
    String name = id().name();
    if (!id.name().equals(name)) {
      throw new ContractException(
          Descriptions.name(type) + ": id names \"" + id.name() + "\" (expected: " + name + ")");
    }
    Place place = problems.service();
    checkInterface(place);
    problems.throwIfAny();

    Map<TypeVariable<?>, Type> bindings = Types.bindings(type);
    ServiceDefaults defaults = new ServiceDefaults(errors(place), annotation.cluster(),
        annotation.loadBalancer(), annotation.codec());
    List<RemoteMethod> remotes = RemoteMethod.of(type, bindings, place);
    if (remotes.isEmpty()) {
      place.refuse("has no remote method. Declare an abstract one.");
    }
    List<MethodContract> methods = new ArrayList<>();
    for (RemoteMethod remote : remotes) {
      MethodContract method = new MethodReader(id, remote, bindings, defaults, place).read();
      if (method != null) {
        methods.add(method);
      }
    }
    problems.throwIfAny();
    return new ServiceContract(id, type, methods);
  }

  private void checkInterface(Place place) {
    if (Modifier.isPrivate(type.getModifiers())) {
      place.refuse("is private, out of reach for a proxy. Make it public or package-private.");
    }
    if (type.isSealed()) {
      place.refuse("is sealed, so that no proxy can implement it. Remove sealed.");
    }
    if (type.getTypeParameters().length > 0) {
      place.refuse("has type parameters, which no wire carries. Annotate an interface that extends it and names them.");
    }
  }

  /** To be listed and not to travel would surprise, so those of the JDK are refused here, unlike in {@code throws}. */
  private List<Class<? extends Throwable>> errors(Place place) {
    for (Class<? extends Throwable> error : annotation.errors()) {
      if (Types.isJdk(error)) {
        place.error(error).refuse("the fields of a JDK exception cannot travel. List one of your own.");
      }
    }
    return List.of(annotation.errors());
  }
}
