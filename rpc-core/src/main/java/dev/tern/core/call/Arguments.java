package dev.tern.core.call;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call as an immutable list over the array that the JDK proxy or the decoder made for it, so that
 * neither side copies.
 */
public final class Arguments extends AbstractList<@Nullable Object> implements RandomAccess {
  private static final Object[] NONE = new Object[0];

  private final @Nullable Object[] values;

  private Arguments(@Nullable Object[] values) {
    this.values = values;
  }

  /** @param values not changed by anyone from here on; null for none, as the JDK proxy gives them */
  public static Arguments of(@Nullable Object @Nullable [] values) {
    return new Arguments(values == null ? NONE : values);
  }

  /** The array behind a list of this kind, else a copy. Not to be changed. */
  public static @Nullable Object[] arrayOf(List<@Nullable Object> arguments) {
    return arguments instanceof Arguments own ? own.values : arguments.toArray();
  }

  @Override
  public @Nullable Object get(int index) {
    return values[index];
  }

  @Override
  public int size() {
    return values.length;
  }

  /** How many, never which: they may be secret. */
  @Override
  public String toString() {
    return "Arguments[" + values.length + "]";
  }
}
