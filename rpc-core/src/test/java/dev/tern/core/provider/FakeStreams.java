package dev.tern.core.provider;

import dev.tern.api.Attachments;
import dev.tern.api.Code;
import dev.tern.api.NanoClock;
import dev.tern.api.RpcService;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.MessageCodec;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.MethodCodec;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.ServerCall;
import dev.tern.api.spi.WriteBuffer;
import dev.tern.core.call.Arguments;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A method that streams both ways, its codec, and a transport that does what a test says. */
final class FakeStreams {
  @RpcService(name = "Fake.Chat")
  interface Chat {
    Flow.Publisher<String> chat(Flow.Publisher<String> words);
  }

  static final MethodContract METHOD = ServiceContract.of(Chat.class).methods().get(0);

  private FakeStreams() {}

  /** Every message is the text that its bytes spell. */
  static OfferedCodec codec() {
    return new OfferedCodec("fake", "fake", new MethodCodec(new MessageCodec<List<@Nullable Object>>() {
      @Override
      public void write(List<@Nullable Object> value, WriteBuffer out) {
        throw new UnsupportedOperationException();
      }

      @Override
      public List<@Nullable Object> read(ReadBuffer in) {
        return Arguments.of(new Object[] {new String(in.array(), in.position(), in.remaining())});
      }
    }, new MessageCodec<@Nullable Object>() {
      @Override
      public void write(@Nullable Object value, WriteBuffer out) {
        if (value instanceof Runnable whileEncoding) {
          whileEncoding.run();
        }
      }

      @Override
      public @Nullable Object read(ReadBuffer in) {
        throw new UnsupportedOperationException();
      }
    }, Map.of()));
  }

  /** As those of {@link #codec}, with something that happens while a message is decoded. */
  static MessageCodec<List<@Nullable Object>> decoding(Runnable meanwhile) {
    MessageCodec<List<@Nullable Object>> plain = codec().codec().arguments();
    return new MessageCodec<>() {
      @Override
      public void write(List<@Nullable Object> value, WriteBuffer out) {
        plain.write(value, out);
      }

      @Override
      public List<@Nullable Object> read(ReadBuffer in) throws DecodeException {
        meanwhile.run();
        return plain.read(in);
      }
    };
  }

  static ReadBuffer message(String text) {
    return new ReadBuffer(text.getBytes());
  }

  /** Of a reply that nothing is attached to. */
  static Outbox.Attached nothing() {
    return new Outbox.Attached() {
      @Override
      public Headers withRetries(Headers trailers) {
        return trailers;
      }

      @Override
      public Attachments atStart() {
        return Attachments.empty();
      }

      @Override
      public Attachments atEnd() {
        return Attachments.empty();
      }
    };
  }

  static StreamTimer timer() {
    StreamLimits limits = new StreamLimits(Duration.ofDays(1), (delay, task) -> () -> { });
    return new StreamTimer(NanoClock.system(), limits, new StreamTimer.Owner() {
      @Override
      public void onHeadersDue() {}

      @Override
      public void onIdle() {}
    });
  }

  /** Writes down what it is told, by one thread at a time or not. */
  static final class FakeCall implements ServerCall {
    final List<String> told = new CopyOnWriteArrayList<>();
    volatile boolean ready = true;

    @Override
    public void request(int count) {
      told.add("request " + count);
    }

    @Override
    public long remainingNanos() {
      return Long.MAX_VALUE;
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void reply(Headers headers, MessageWriter message, Headers trailers) {
      message.write(new WriteBuffer(16, 1 << 10));
      told.add("reply");
    }

    @Override
    public void sendHeaders(Headers headers) {
      told.add("headers");
    }

    @Override
    public void sendFirst(Headers headers, MessageWriter message) {
      message.write(new WriteBuffer(16, 1 << 10));
      told.add("headers");
      told.add("message");
    }

    @Override
    public void send(MessageWriter message) {
      message.write(new WriteBuffer(16, 1 << 10));
      told.add("message");
    }

    @Override
    public void complete(Headers trailers) {
      told.add("complete");
    }

    @Override
    public void fail(Code code, String message, Headers trailers) {
      told.add("fail " + code);
    }

    @Override
    public void abort(Code code, String message) {
      told.add("abort " + code);
    }
  }
}
