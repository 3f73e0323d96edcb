package dev.tern.codec.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.tern.api.contract.MessageType;
import dev.tern.api.spi.DecodeException;
import dev.tern.codec.json.PartsReader.Typed;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads one record, bean or declared exception: an object of its members. Completed once after it was made,
 * since a type may contain itself.
 */
final class MessageMapping extends ValueCodec {
  private final MessageType type;
  private Prepared prepared = Prepared.NOTHING;

  MessageMapping(MessageType type) {
    this.type = type;
  }

  /**
   * What is prepared. A record, so that the compiler may trust its handles as constants.
   *
   * @param writer {@code (JsonWriter, Object)void}
   * @param maker {@code (Object[])Object}
   */
  private record Prepared(MethodHandle writer, PartsReader reader, MethodHandle maker) {
    static final Prepared NOTHING = new Prepared(null, null, null);
  }

  void complete(MethodHandle writer, PartsReader reader, MethodHandle maker) {
    prepared = new Prepared(writer, reader, maker);
  }

  /** For error texts. */
  String name() {
    return type.raw().getSimpleName();
  }

  @Override
  void write(JsonWriter out, Object value) {
    out.descend();
    writeWhole(out, value);
    out.ascend();
  }

  /** Writes the object as the whole message: what is nested is counted from there. */
  void writeWhole(JsonWriter out, Object value) {
    Class<?> declared = type.raw();
    if (value.getClass() != declared && declared.isInstance(value)) {
      throw new Refusal("a " + value.getClass().getSimpleName() + " where " + name() + " is declared",
          "Declare the type that is sent, or send an instance of the declared one.");
    }
    out.beginObject();
    writeMembers(out, value);
    out.endObject();
  }

  /** Writes what stands between the brackets, behind what may stand there already. */
  void writeMembers(JsonWriter out, Object value) {
    try {
      prepared.writer.invokeExact(out, value);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the composed handles throw nothing checked", e);
    }
  }

  @Override
  Object read(JsonReader in) throws IOException, DecodeException {
    in.expect(JsonToken.START_OBJECT, "an object");
    in.descend();
    Object value = readMembers(in, Typed.NO);
    in.ascend();
    return value;
  }

  /** Reads from the bracket, or from behind the type, to the end of the object. Runs the user's constructor. */
  Object readMembers(JsonReader in, Typed typed) throws IOException, DecodeException {
    @Nullable Object[] values = prepared.reader.read(in, typed);
    try {
      return prepared.maker.invokeExact(values);
    } catch (OutOfMemoryError | InternalError e) {
      throw e;
    } catch (Throwable e) { // its text may quote values
      throw new DecodeException(name() + " refuses its values: " + e.getClass().getSimpleName());
    }
  }

  @Override
  int weight() {
    return 0; // counted when it is read
  }
}
