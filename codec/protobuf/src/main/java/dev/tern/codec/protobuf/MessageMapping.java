package dev.tern.codec.protobuf;

import dev.tern.api.spi.DecodeException;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** Writes and reads one record or bean. Completed once after it was made, since a type may contain itself. */
final class MessageMapping implements Content {
  private final MessageModel model;
  private Parts parts = Parts.NONE;

  MessageMapping(MessageModel model) {
    this.model = model;
  }

  /**
   * What is prepared. A record, so that the compiler may trust its handles as constants.
   *
   * @param writer {@code (ProtoWriter, Object)void}
   * @param maker {@code (Object[])Object}
   */
  private record Parts(MethodHandle writer, SlotReader reader, MethodHandle maker) {
    static final Parts NONE = new Parts(null, null, null);
  }

  void complete(MethodHandle writer, SlotReader reader, MethodHandle maker) {
    parts = new Parts(writer, reader, maker);
  }

  @Override
  public void write(ProtoWriter out, @Nullable Object value) throws Throwable {
    Class<?> declared = model.type().raw();
    if (value != null && value.getClass() != declared && declared.isInstance(value)) {
      throw new Refusal(Refusal.AS_A_WHOLE, "a " + value.getClass().getSimpleName() + " where "
          + declared.getSimpleName() + " is declared",
          "Declare the type that is sent, or send an instance of the declared one.");
    }
    try {
      parts.writer.invokeExact(out, value);
    } catch (Refusal e) {
      throw e.in(model);
    }
  }

  @Override
  public Object read(ProtoReader in) throws DecodeException {
    return finish(merge(in, null));
  }

  /** Reads all there is into slots. */
  Object merge(ProtoReader in, @Nullable Object pending) throws DecodeException {
    SlotReader reader = parts.reader;
    Object[] slots;
    if (pending == null) {
      in.node(reader.weight());
      slots = reader.start();
    } else {
      slots = (Object[]) pending;
    }
    reader.read(in, slots);
    return slots;
  }

  /** Makes the instance. Runs the user's constructor. */
  Object finish(Object pending) throws DecodeException {
    Object[] slots = (Object[]) pending;
    try {
      parts.reader.finish(slots);
      return parts.maker.invokeExact(slots);
    } catch (DecodeException | VirtualMachineError e) {
      throw e;
    } catch (Throwable e) { // its text may quote values
      throw new DecodeException(model.name() + " refuses its values: " + e.getClass().getSimpleName());
    }
  }

  Object empty() throws DecodeException {
    return finish(parts.reader.start());
  }
}
