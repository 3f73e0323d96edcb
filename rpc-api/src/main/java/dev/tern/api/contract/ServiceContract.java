package dev.tern.api.contract;

import static java.util.Objects.requireNonNull;

import dev.tern.api.ServiceId;
import java.util.List;

/**
 * An annotated interface, read once.
 *
 * @param id name, group and version on the wire
 * @param type the interface
 * @param methods every remote method, its own and inherited, by name on the wire
 */
public record ServiceContract(ServiceId id, Class<?> type, List<MethodContract> methods) {
  public ServiceContract {
    requireNonNull(id, "id");
    requireNonNull(type, "type");
    methods = List.copyOf(methods);
  }

  /**
   * Reads an interface annotated with {@code @RpcService}.
   *
   * @throws ContractException if anything about it cannot work: all that is wrong, a line each, naming the method, the
   *     parameter and what to do
   */
  public static ServiceContract of(Class<?> type) {
    return new ContractReader(type).read();
  }

  /**
   * As {@link #of(Class)}, for another group and version than the annotation names.
   *
   * @param id its name must be that of the annotation
   * @throws ContractException as {@link #of(Class)}
   */
  public static ServiceContract of(Class<?> type, ServiceId id) {
    return new ContractReader(type).read(id);
  }

  /**
   * Name, group and version that the annotation of an interface gives; reads nothing else.
   *
   * @throws ContractException if it is no interface, is not annotated, or names what cannot be a service
   */
  public static ServiceId idOf(Class<?> type) {
    return new ContractReader(type).id();
  }

  /** Every method with its messages and types, a line each: what a decoder may create. For people and logs. */
  public String describe() {
    return Descriptions.of(this);
  }
}
