package dev.tern.codec.protobuf;

import dev.tern.api.spi.DecodeException;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Writes and reads one record or bean. Completed once after it was made, since a type may contain itself. Works by
 * composed handles at first, and by code of its own once that is made.
 */
final class MessageMapping implements Content {
  private final MessageModel model;
  private final Compilation compilation;
  private Parts parts = Parts.NONE;

  /**
   * Neither volatile nor guarded: it goes from null to an object that is immutable as others see it, once, and who
   * sees the null still does the same by handles.
   */
  private @Nullable CompiledMessage compiled;

  /** About how often it was used until it was enough; threads may overwrite each other's counts. */
  private int uses;

  MessageMapping(MessageModel model, Compilation compilation) {
    this.model = model;
    this.compilation = compilation;
  }

  /**
   * What is prepared. A record, so that the compiler may trust its handles as constants.
   *
   * @param writer {@code (ProtoWriter, Object)void}
   * @param maker {@code (Object[])Object}
   */
  private record Parts(MethodHandle writer, SlotReader reader, MethodHandle maker, MessageParts source) {
    static final Parts NONE = new Parts(null, null, null, null);
  }

  void complete(MethodHandle writer, MethodHandle maker, MessageParts source) {
    parts = new Parts(writer, source.reader(), maker, source);
  }

  /** Counts one use. Null while there are only the handles. */
  private @Nullable CompiledMessage compiled() {
    CompiledMessage made = compiled;
    if (made == null && uses < compilation.uses() && ++uses == compilation.uses()) {
      compilation.executor().execute(this::compile);
      made = compiled;
    }
    return made;
  }

  private void compile() {
    if (compiled != null) {
      return;
    }
    try {
      compiled = MessageCompiler.compile(parts.source);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) { // a linkage error where classes cannot be defined at run time
      LoggerFactory.getLogger(MessageMapping.class).info("{} stays with method handles, which are slower to read it: {}",
          model.type().raw().getName(), e.toString());
    }
  }

  int uses() {
    return uses;
  }

  boolean isCompiled() {
    return compiled != null;
  }

  @Override
  public void write(ProtoWriter out, @Nullable Object value) throws Throwable {
    Class<?> declared = model.type().raw();
    if (value != null && value.getClass() != declared && declared.isInstance(value)) {
      throw new Refusal(Refusal.AS_A_WHOLE, "a " + value.getClass().getSimpleName() + " where "
          + declared.getSimpleName() + " is declared",
          "Declare the type that is sent, or send an instance of the declared one.");
    }
    CompiledMessage straight = compiled();
    try {
      if (straight != null) {
        straight.write(out, value);
      } else {
        parts.writer.invokeExact(out, value);
      }
    } catch (Refusal e) {
      throw e.in(model);
    }
  }

  @Override
  public Object read(ProtoReader in) throws DecodeException {
    CompiledMessage straight = compiled();
    if (straight != null) {
      in.node(parts.reader.weight());
      return straight.read(in, null, true);
    }
    return finishSlots(mergeSlots(in, null));
  }

  /** Reads all there is into what {@link #finish} makes the instance of. */
  Object merge(ProtoReader in, @Nullable Object pending) throws DecodeException {
    if (pending instanceof Object[] slots) {
      return mergeSlots(in, slots);
    }
    CompiledMessage begun = (CompiledMessage) pending;
    CompiledMessage straight = begun != null ? begun : compiled();
    if (straight == null) {
      return mergeSlots(in, null);
    }
    if (begun == null) {
      in.node(parts.reader.weight());
    }
    return straight.read(in, begun, false);
  }

  private Object[] mergeSlots(ProtoReader in, Object @Nullable [] pending) throws DecodeException {
    SlotReader reader = parts.reader;
    Object[] slots = pending;
    if (slots == null) {
      in.node(reader.weight());
      slots = reader.start();
    }
    reader.read(in, slots);
    return slots;
  }

  /** Makes the instance. Runs the user's constructor. */
  Object finish(Object pending) throws DecodeException {
    return pending instanceof CompiledMessage begun ? begun.finish() : finishSlots((Object[]) pending);
  }

  private Object finishSlots(Object[] slots) throws DecodeException {
    try {
      parts.reader.finish(slots);
      return parts.maker.invokeExact(slots);
    } catch (DecodeException | OutOfMemoryError | InternalError e) {
      throw e;
    } catch (Throwable e) {
      throw CompiledMessage.refusedValues(e, model.name());
    }
  }

  Object empty() throws DecodeException {
    return finishSlots(parts.reader.start());
  }
}
