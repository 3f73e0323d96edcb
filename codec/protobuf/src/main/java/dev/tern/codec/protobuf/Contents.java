package dev.tern.codec.protobuf;

import dev.tern.api.spi.DecodeException;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages that are no record or bean: generated ones, those made around parameters and replies, and the empty one. */
final class Contents {
  private Contents() {}

  /** A generated Protobuf message. */
  record Generated(GeneratedType type) implements Content {
    @Override
    public void write(ProtoWriter out, @Nullable Object value) {
      type.write(out, value);
    }

    @Override
    public Object read(ProtoReader in) throws DecodeException {
      var builder = type.newBuilder();
      type.merge(builder, in);
      return type.build(builder);
    }
  }

  /**
   * {@code <Method>Request}: a list of all arguments.
   *
   * @param writer {@code (ProtoWriter, List)void}
   */
  record Request(MethodHandle writer, SlotReader reader) implements Content {
    @Override
    public void write(ProtoWriter out, @Nullable Object value) throws Throwable {
      writer.invokeExact(out, (List<?>) value);
    }

    @Override
    public List<@Nullable Object> read(ProtoReader in) throws DecodeException {
      return Arrays.asList(slots(reader, in));
    }
  }

  /**
   * {@code <Method>Response}: what the method returns, even null.
   *
   * @param writer {@code (ProtoWriter, Object)void}
   */
  record Response(MethodHandle writer, SlotReader reader) implements Content {
    @Override
    public void write(ProtoWriter out, @Nullable Object value) throws Throwable {
      writer.invokeExact(out, value);
    }

    @Override
    public @Nullable Object read(ProtoReader in) throws DecodeException {
      return slots(reader, in)[0];
    }
  }

  /** {@code <Method>Response} of a method that returns nothing. */
  record Nothing(SlotReader reader) implements Content {
    @Override
    public void write(ProtoWriter out, @Nullable Object value) {}

    @Override
    public @Nullable Object read(ProtoReader in) throws DecodeException {
      slots(reader, in);
      return null;
    }
  }

  private static Object[] slots(SlotReader reader, ProtoReader in) throws DecodeException {
    Object[] slots = reader.start();
    reader.read(in, slots);
    try {
      reader.finish(slots);
    } catch (DecodeException | OutOfMemoryError | InternalError e) {
      throw e;
    } catch (Throwable e) { // equals and hashCode of a set's elements; their texts may quote values
      throw new DecodeException("a set refuses its elements: " + e.getClass().getSimpleName());
    }
    return slots;
  }
}
