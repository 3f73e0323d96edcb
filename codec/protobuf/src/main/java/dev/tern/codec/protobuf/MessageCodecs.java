package dev.tern.codec.protobuf;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.MessageCodec;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.WriteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Arguments and replies of one method as its transport hands them over; failures get the method's name here. */
final class MessageCodecs {
  private MessageCodecs() {}

  /** What arguments and replies have in common. */
  private abstract static class OfMethod {
    private final MethodContract method;
    private final Content content;

    OfMethod(MethodContract method, Content content) {
      this.method = method;
      this.content = content;
    }

    final void put(@Nullable Object value, WriteBuffer out) {
      ProtoWriter writer = new ProtoWriter(out);
      try {
        content.write(writer, value);
      } catch (Refusal e) {
        String place = e.place() == null ? place(e.number()) : e.place();
        throw refused(place + ": " + e.what() + "\n  " + e.remedy());
      } catch (ClassCastException e) { // its text names classes only, but not where they stand
        throw refused("a value is not of its declared type: " + classesOnly(e) + "\n  "
            + "Look for unchecked casts: generics are not checked when a value is stored.");
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("the composed handles throw nothing checked", e);
      }
      writer.finish();
    }

    /** Without the modules and class loaders behind. */
    private static String classesOnly(ClassCastException failure) {
      String text = String.valueOf(failure.getMessage());
      int details = text.indexOf(" (");
      return details < 0 ? text : text.substring(0, details);
    }

    final @Nullable Object get(ReadBuffer in) throws DecodeException {
      Object value = content.read(new ProtoReader(in));
      in.position(in.limit());
      return value;
    }

    final RpcException refused(String what) {
      return RpcException.notExecuted(Code.INVALID_ARGUMENT, method.fullName() + ", " + what);
    }

    final String parameter(int index) {
      return "parameter " + method.parameters().get(index).name();
    }

    final MethodContract method() {
      return method;
    }

    /** Names a field of the wrapper. */
    abstract String place(int number);
  }

  /** All arguments in a {@code <Method>Request}. */
  static final class WrappedArguments extends OfMethod implements MessageCodec<List<@Nullable Object>> {
    WrappedArguments(MethodContract method, Content content) {
      super(method, content);
    }

    @Override
    public void write(List<@Nullable Object> value, WriteBuffer out) {
      put(value, out);
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<@Nullable Object> read(ReadBuffer in) throws DecodeException {
      return (List<@Nullable Object>) get(in);
    }

    @Override
    String place(int number) {
      for (int i = 0; i < method().parameters().size(); i++) {
        if (method().parameters().get(i).number() == number) {
          return parameter(i);
        }
      }
      return "field " + number;
    }
  }

  /** The one argument that is itself the message. */
  static final class MessageArgument extends OfMethod implements MessageCodec<List<@Nullable Object>> {
    MessageArgument(MethodContract method, Content content) {
      super(method, content);
    }

    @Override
    public void write(List<@Nullable Object> value, WriteBuffer out) {
      Object message = value.get(0);
      if (message == null) {
        throw refused(parameter(0) + ": null\n  Pass a value, or mark it @Nullable or Optional in the interface.");
      }
      put(message, out);
    }

    @Override
    public List<@Nullable Object> read(ReadBuffer in) throws DecodeException {
      return Collections.singletonList(get(in));
    }

    @Override
    String place(int number) {
      return parameter(0);
    }
  }

  /** A reply, wrapped or itself the message. */
  static final class ReplyCodec extends OfMethod implements MessageCodec<@Nullable Object> {
    private final boolean isMessage;

    ReplyCodec(MethodContract method, Content content, boolean isMessage) {
      super(method, content);
      this.isMessage = isMessage;
    }

    @Override
    public void write(@Nullable Object value, WriteBuffer out) {
      if (value == null && isMessage) {
        throw refused("reply: null\n  Return a value, or mark the method @Nullable or return Optional.");
      }
      put(value, out);
    }

    @Override
    public @Nullable Object read(ReadBuffer in) throws DecodeException {
      return get(in);
    }

    @Override
    String place(int number) {
      return "reply";
    }
  }

  /** A declared exception. */
  static final class ErrorCodec extends OfMethod implements MessageCodec<Throwable> {
    private final String name;

    /** @param name for error texts */
    ErrorCodec(MethodContract method, Content content, String name) {
      super(method, content);
      this.name = name;
    }

    @Override
    public void write(Throwable value, WriteBuffer out) {
      put(value, out);
    }

    @Override
    public Throwable read(ReadBuffer in) throws DecodeException {
      return (Throwable) Objects.requireNonNull(get(in));
    }

    @Override
    String place(int number) {
      return "error " + name;
    }
  }
}
