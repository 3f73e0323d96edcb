package dev.tern.core.routing;

import dev.tern.api.AttachmentKey;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ParameterContract;
import dev.tern.api.spi.Invocation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a call must be like for a rule to decide about it. */
sealed interface Condition {
  /** The values it is compared with. */
  Values values();

  /** What the call has there; null if nothing. */
  @Nullable String of(Invocation invocation);

  /** How it is written, without the values. */
  String subject();

  default boolean holds(Invocation invocation) {
    return values().match(of(invocation));
  }

  /** The method's name on the wire. */
  record Method(Values values) implements Condition {
    @Override
    public String of(Invocation invocation) {
      return invocation.method().name();
    }

    @Override
    public String subject() {
      return "method";
    }
  }

  /** An attachment that the call carries. */
  record Attachment(AttachmentKey<String> key, Values values) implements Condition {
    @Override
    public @Nullable String of(Invocation invocation) {
      return invocation.attachments().get(key);
    }

    @Override
    public String subject() {
      return "attachment." + key.name();
    }
  }

  /**
   * A plain argument.
   *
   * @param name of the parameter, or its position from 0
   */
  record Argument(String name, Values values) implements Condition {
    @Override
    public @Nullable String of(Invocation invocation) {
      int index = index(invocation.method());
      Object value = index < 0 || index >= invocation.arguments().size() ? null : invocation.arguments().get(index);
      return value == null ? null : value.toString();
    }

    private int index(MethodContract method) {
      if (Character.isDigit(name.charAt(0))) {
        return Integer.parseInt(name);
      }
      List<ParameterContract> parameters = method.parameters();
      for (int i = 0; i < parameters.size(); i++) {
        if (parameters.get(i).name().equals(name)) {
          return i;
        }
      }
      return -1;
    }

    @Override
    public String subject() {
      return "argument." + name;
    }
  }
}
