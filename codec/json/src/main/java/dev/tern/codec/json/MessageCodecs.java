package dev.tern.codec.json;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.MessageCodec;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.WriteBuffer;
import dev.tern.codec.json.PartsReader.Typed;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages of one method as its transport hands them over; failures get the method's name here. */
final class MessageCodecs {
  private MessageCodecs() {}

  /** What all messages have in common: one object, and nothing around it. */
  private abstract static class OfMethod<T extends @Nullable Object> implements MessageCodec<T> {
    private final MethodContract method;
    private final Parsers parsers;
    private final String place;

    /** @param place for error texts of the message as a whole */
    OfMethod(MethodContract method, Parsers parsers, String place) {
      this.method = method;
      this.parsers = parsers;
      this.place = place;
    }

    @Override
    public final void write(T value, WriteBuffer out) {
      JsonWriter writer = new JsonWriter(out);
      try {
        put(writer, value);
      } catch (Refusal e) {
        throw refused(e.at(place).place() + ": " + e.what() + "\n  " + e.remedy());
      } catch (ClassCastException e) { // its text names classes only, but not where they stand
        throw refused("a value is not of its declared type: " + e.getMessage() + "\n  "
            + "Look for unchecked casts: generics are not checked when a value is stored.");
      }
      writer.finish();
    }

    private RpcException refused(String what) {
      return RpcException.notExecuted(Code.INVALID_ARGUMENT, method.fullName() + ", " + what);
    }

    @Override
    public final T read(ReadBuffer in) throws DecodeException {
      try (JsonReader reader = parsers.open(in)) {
        T value;
        try {
          reader.begin("an object");
          value = get(reader);
          reader.end();
        } catch (IOException e) {
          throw reader.located(e, place);
        } catch (DecodeException e) {
          throw reader.located(e, place);
        }
        in.position(in.limit());
        return value;
      } catch (IOException e) {
        throw new IllegalStateException("a parser over an array has nothing to close", e);
      }
    }

    /** Writes the object. */
    abstract void put(JsonWriter out, T value);

    /** Reads from the bracket to the end of the object. */
    abstract T get(JsonReader in) throws IOException, DecodeException;
  }

  /** All arguments by the names of their parameters. */
  static final class NamedArguments extends OfMethod<List<@Nullable Object>> {
    private final PartsWriter writer;
    private final PartsReader reader;

    NamedArguments(MethodContract method, Parsers parsers, List<Part> parts) {
      super(method, parsers, "request");
      this.writer = new PartsWriter(parts);
      this.reader = new PartsReader("request", parts, true);
    }

    @Override
    void put(JsonWriter out, List<@Nullable Object> value) {
      writer.write(out, value);
    }

    @Override
    List<@Nullable Object> get(JsonReader in) throws IOException, DecodeException {
      return Arrays.asList(reader.read(in, Typed.NO));
    }
  }

  /** The one argument that is itself the message. */
  static final class MessageArgument extends OfMethod<List<@Nullable Object>> {
    private final MessageMapping message;

    MessageArgument(MethodContract method, Parsers parsers, MessageMapping message) {
      super(method, parsers, "parameter " + method.parameters().get(0).name());
      this.message = message;
    }

    @Override
    void put(JsonWriter out, List<@Nullable Object> value) {
      Object argument = value.get(0);
      if (argument == null) {
        throw Refusal.nullMessage();
      }
      message.writeWhole(out, argument);
    }

    @Override
    List<@Nullable Object> get(JsonReader in) throws IOException, DecodeException {
      return Collections.singletonList(message.readMembers(in, Typed.NO));
    }
  }

  /** A reply with an object around it, which has the one member {@code result}; of a void method none. */
  static final class NamedReply extends OfMethod<@Nullable Object> {
    private final PartsWriter writer;
    private final PartsReader reader;

    NamedReply(MethodContract method, Parsers parsers, List<Part> parts) {
      super(method, parsers, "reply");
      this.writer = new PartsWriter(parts);
      this.reader = new PartsReader("reply", parts);
    }

    @Override
    void put(JsonWriter out, @Nullable Object value) {
      writer.write(out, Collections.singletonList(value));
    }

    @Override
    @Nullable Object get(JsonReader in) throws IOException, DecodeException {
      @Nullable Object[] values = reader.read(in, Typed.NO);
      return values.length == 0 ? null : values[0];
    }
  }

  /** A reply that is itself the message, or a declared error. */
  static final class WholeMessage<T extends @Nullable Object> extends OfMethod<T> {
    private final MessageMapping message;

    WholeMessage(MethodContract method, Parsers parsers, String place, MessageMapping message) {
      super(method, parsers, place);
      this.message = message;
    }

    @Override
    void put(JsonWriter out, T value) {
      if (value == null) {
        throw new Refusal("null", "Return a value, or mark the method @Nullable or return Optional.");
      }
      message.writeWhole(out, value);
    }

    @Override
    @SuppressWarnings("unchecked") // what the mapping makes is of the type that it was prepared for
    T get(JsonReader in) throws IOException, DecodeException {
      return (T) message.readMembers(in, Typed.NO);
    }
  }
}
