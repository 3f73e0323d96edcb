package dev.tern.codec.hessian;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.MessageCodec;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.WriteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arguments, replies and errors of one method as its transport hands them over; failures get its name here. */
final class MessageCodecs {
  private MessageCodecs() {}

  /** What all of them have in common. */
  private abstract static class OfMethod<T extends @Nullable Object> implements MessageCodec<T> {
    private final MethodContract method;

    OfMethod(MethodContract method) {
      this.method = method;
    }

    abstract void write(HessianWriter out, T value);

    abstract T read(HessianReader in) throws DecodeException;

    @Override
    public final void write(T value, WriteBuffer out) {
      HessianWriter writer = new HessianWriter(out);
      try {
        write(writer, value);
      } catch (ClassCastException e) { // its text names classes only, but not where they stand
        throw refused("a value is not of its declared type: " + e.getMessage() + "\n  "
            + "Look for unchecked casts: generics are not checked when a value is stored.");
      }
      writer.finish();
    }

    final RpcException refused(String what) {
      return RpcException.notExecuted(Code.INVALID_ARGUMENT, method.fullName() + ", " + what);
    }

    final void put(WholeValue part, HessianWriter out, @Nullable Object value) {
      try {
        part.write(out, value);
      } catch (Refusal e) {
        throw refused(e.text(part.place()));
      }
    }

    @Override
    public final T read(ReadBuffer in) throws DecodeException {
      HessianReader reader = new HessianReader(in);
      T value = read(reader);
      if (reader.remaining() > 0) {
        throw new DecodeException(reader.remaining() + " bytes after the end of the message");
      }
      in.position(in.limit());
      return value;
    }
  }

  /** A list of all arguments, in order. */
  static final class Arguments extends OfMethod<List<@Nullable Object>> {
    private final List<WholeValue> parameters;

    Arguments(MethodContract method, List<WholeValue> parameters) {
      super(method);
      this.parameters = List.copyOf(parameters);
    }

    @Override
    void write(HessianWriter out, List<@Nullable Object> arguments) {
      int index = out.begin(ListOfArguments.TYPE, null, 0);
      out.list(null, parameters.size());
      for (int i = 0; i < parameters.size(); i++) {
        put(parameters.get(i), out, arguments.get(i));
      }
      out.end(index, null, 0);
    }

    @Override
    List<@Nullable Object> read(HessianReader in) throws DecodeException {
      int tag = in.tag(ListOfArguments.TYPE);
      if (!Tags.isList(tag)) {
        throw in.unexpected(tag, "the list of arguments");
      }
      TypeNames.check(in, tag, "[object");
      int length = in.length(tag);
      int index = in.begin(ListOfArguments.TYPE, null, 0, 32);
      @Nullable Object[] arguments = new Object[parameters.size()];
      int count = 0;
      for (; length < 0 ? !in.ends() : count < length; count++) {
        if (count < arguments.length) {
          arguments[count] = parameters.get(count).read(in);
        } else {
          in.skip(); // of a sender that knows more parameters
        }
      }
      for (; count < arguments.length; count++) {
        arguments[count] = parameters.get(count).absent(in);
      }
      in.end(index, null, 0);
      return Arrays.asList(arguments);
    }
  }

  /** The reply alone. */
  static final class Replies extends OfMethod<@Nullable Object> {
    private final WholeValue reply;

    Replies(MethodContract method, WholeValue reply) {
      super(method);
      this.reply = reply;
    }

    @Override
    void write(HessianWriter out, @Nullable Object value) {
      put(reply, out, value);
    }

    @Override
    @Nullable Object read(HessianReader in) throws DecodeException {
      return reply.read(in);
    }
  }

  /** A declared exception: an object of its class. */
  static final class Errors extends OfMethod<Throwable> {
    private final WholeValue error;

    Errors(MethodContract method, ObjectType type) {
      super(method);
      this.error = new WholeValue("error " + type.simpleName(), type, true, "Throw an exception.");
    }

    @Override
    void write(HessianWriter out, Throwable value) {
      put(error, out, value);
    }

    @Override
    Throwable read(HessianReader in) throws DecodeException {
      Object value = error.read(in);
      if (value == null) {
        throw new DecodeException("null where an error should stand");
      }
      return (Throwable) value;
    }
  }
}
