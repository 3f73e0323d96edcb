package dev.tern.codec.protobuf;

import dev.tern.api.spi.DecodeException;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * Straight code for one record or bean, made while the program runs by {@link MessageCompiler}: a subclass of this one
 * for each type. It writes the same bytes and refuses the same ones, with the same words, as the composed handles and
 * the {@link SlotReader} do.
 *
 * <p>The first instance serves all threads. Further ones hold what was read of a message whose end has not come yet:
 * a field of a message may come in several parts.
 */
abstract class CompiledMessage {
  /**
   * Writes all fields.
   *
   * @param value of the type, never null
   */
  abstract void write(ProtoWriter out, Object value) throws Throwable;

  /**
   * Reads on to the reader's limit.
   *
   * @param pending what an earlier part left; null for the first
   * @param last true to make the value at once; false to get what is pending
   */
  abstract Object read(ProtoReader in, @Nullable CompiledMessage pending, boolean last) throws DecodeException;

  /** Makes the value of what this instance holds. */
  abstract Object finish() throws DecodeException;

  /** The constants of a subclass, for its static initializer: in fields that never change, the compiler trusts them. */
  static Object[] constants(MethodHandles.Lookup itself) throws IllegalAccessException {
    return MethodHandles.classData(itself, "_", Object[].class);
  }

  /**
   * Why no value could be made of what was read.
   *
   * @throws Error as it came, if the machine itself failed; a stack overflow is the constructor's doing
   */
  static DecodeException refused(Throwable cause, String message) {
    if (cause instanceof DecodeException known) {
      return known;
    }
    if (cause instanceof OutOfMemoryError || cause instanceof InternalError) {
      VirtualMachineError error = (VirtualMachineError) cause;
      throw error;
    }
    return refusedValues(cause, message);
  }

  /** The user's constructor threw; its text may quote values. */
  static DecodeException refusedValues(Throwable cause, String message) {
    return new DecodeException(message + " refuses its values: " + cause.getClass().getSimpleName());
  }
}
