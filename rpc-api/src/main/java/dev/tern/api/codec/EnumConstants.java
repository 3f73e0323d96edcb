package dev.tern.api.codec;

import dev.tern.api.UnknownValue;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The constants of an enum as they are found again by number or name, among them the one that stands for all that this
 * version does not know. Immutable; made once, when a method is prepared.
 */
public final class EnumConstants {
  private final Class<?> type;
  private final Enum<?>[] byNumber;
  private final Map<String, Enum<?>> byName = new HashMap<>();
  private final @Nullable Enum<?> unknown;

  private EnumConstants(Class<?> type) {
    this.type = type;
    this.byNumber = (Enum<?>[]) type.getEnumConstants();
    for (Enum<?> constant : byNumber) {
      byName.put(constant.name(), constant);
    }
    this.unknown = unknown(type);
  }

  private @Nullable Enum<?> unknown(Class<?> enumType) {
    for (Field field : enumType.getDeclaredFields()) {
      if (field.isEnumConstant() && field.isAnnotationPresent(UnknownValue.class)) {
        return byName.get(field.getName());
      }
    }
    return null;
  }

  /**
   * The constants of a class, which is initialised by it.
   *
   * @param type an enum
   */
  public static EnumConstants of(Class<?> type) {
    return new EnumConstants(type);
  }

  public Class<?> type() {
    return type;
  }

  /** The constant at a position in the declaration, from 0; else the one with {@link UnknownValue}, or null. */
  public @Nullable Enum<?> byNumber(int number) {
    return number >= 0 && number < byNumber.length ? byNumber[number] : unknown;
  }

  /** The constant of exactly that name; else the one with {@link UnknownValue}, or null. */
  public @Nullable Enum<?> byName(String name) {
    return byName.getOrDefault(name, unknown);
  }
}
