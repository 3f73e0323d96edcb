package dev.tern.api;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A declared exception of a provider as a caller without its class sees it: by name, with its members as plain values.
 */
public final class UntypedErrorException extends RpcException {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final transient Map<String, @Nullable Object> members;

  /**
   * @param message of the exception
   * @param name of the exception, such as {@code demo.Shop.OutOfStock}
   * @param members as the provider sent them, its message among them
   * @param attempts with the one that was answered so
   */
  public UntypedErrorException(Code code, String message, String name, Map<String, ? extends @Nullable Object> members,
      List<FailedAttempt> attempts) {
    super(code, Execution.MAYBE_EXECUTED, Origin.PROVIDER, message, null, attempts);
    this.name = requireNonNull(name, "name");
    this.members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  /** Of the exception: its packages and classes with dots. */
  public String name() {
    return name;
  }

  /** Its members by name, in the order of the provider; cannot be changed. Empty after Java deserialization. */
  public Map<String, @Nullable Object> members() {
    return members == null ? Map.of() : members;
  }

  /** With the name of the exception, never its members. */
  @Override
  public String toString() {
    return super.toString() + " (" + name + ")";
  }
}
