package dev.tern.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tern.api.Code;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.MethodKind;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.ServerCall;
import dev.tern.api.spi.ServerHandler;
import dev.tern.api.spi.ServerRoute;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Both ends of the calls in {@link TransportContract}: a listener that remembers, a provider that does as it is told. */
final class TransportPeers {
  private static final long LIMIT_SECONDS = 10;

  private TransportPeers() {}

  @RpcService(name = "tck.Echo")
  interface Echo {
    @RpcMethod
    String unary(String request);

    Flow.Publisher<String> serverStream(String request);

    Flow.Publisher<String> bidiStream(Flow.Publisher<String> requests);
  }

  static MethodContract unary() {
    return method("unary");
  }

  static MethodContract serverStream() {
    return method("serverStream");
  }

  static MethodContract bidiStream() {
    return method("bidiStream");
  }

  private static MethodContract method(String name) {
    return ServiceContract.of(Echo.class).methods().stream()
        .filter(method -> method.name().equals(name)).findFirst().orElseThrow();
  }

  static MessageWriter text(String text) {
    return out -> {
      byte[] bytes = text.getBytes(UTF_8);
      out.reserveBack(bytes.length);
      System.arraycopy(bytes, 0, out.array(), out.end(), bytes.length);
      out.end(out.end() + bytes.length);
    };
  }

  private static String text(ReadBuffer message) {
    return new String(message.array(), message.position(), message.remaining(), UTF_8);
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("not told within " + LIMIT_SECONDS + " s");
    }
  }

  /** Waits for something that others bring about. */
  static void until(BooleanSupplier condition) throws InterruptedException {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - limit > 0) {
        throw new AssertionError("not so within " + LIMIT_SECONDS + " s");
      }
      Thread.sleep(1);
    }
  }

  /** A call that has ended, as its listener saw it. */
  record Ended(Call.Closed closed, Headers headers, List<String> messages, Thread thread) {}

  /** Remembers what a call told it. */
  static final class Listening implements Call.Listener {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger closes = new AtomicInteger();
    private final AtomicInteger readies = new AtomicInteger();
    private final CountDownLatch answered = new CountDownLatch(1);
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
    private volatile Headers headers = Headers.empty();
    private volatile Call.@Nullable Closed closed;
    private volatile @Nullable Thread thread;
    private volatile @Nullable Call call;

    void call(Call started) {
      call = started;
    }

    Call call() {
      return call;
    }

    @Override
    public void onHeaders(Headers received) {
      headers = received;
      answered.countDown();
    }

    @Override
    public void onReady() {
      readies.incrementAndGet();
    }

    /** How often it was told that messages can be sent. */
    int readies() {
      return readies.get();
    }

    Headers awaitHeaders() throws InterruptedException {
      TransportPeers.await(answered);
      return headers;
    }

    @Override
    public void onMessage(ReadBuffer message) {
      String received = text(message);
      messages.add(received);
      unread.add(received);
    }

    @Override
    public void onClose(Call.Closed how) {
      closed = how;
      thread = Thread.currentThread();
      closes.incrementAndGet();
      ended.countDown();
    }

    boolean isEnded() {
      return ended.getCount() == 0;
    }

    int closes() {
      return closes.get();
    }

    @Nullable String messageWithin(Duration limit) throws InterruptedException {
      return unread.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    String nextMessage() throws InterruptedException {
      String next = messageWithin(Duration.ofSeconds(LIMIT_SECONDS));
      if (next == null) {
        throw new AssertionError("no message within " + LIMIT_SECONDS + " s");
      }
      return next;
    }

    Ended await() throws InterruptedException {
      TransportPeers.await(ended);
      return new Ended(closed, headers, List.copyOf(messages), thread);
    }
  }

  /** Answers as told; holds calls that it was told nothing about. */
  static final class Scripted implements ServerHandler {
    private final BlockingQueue<Started> started = new LinkedBlockingQueue<>();
    private final AtomicInteger startedCalls = new AtomicInteger();
    private volatile @Nullable UnaryOperator<String> answer;
    private volatile Headers replyHeaders = Headers.empty();
    private volatile @Nullable Code code;
    private volatile String failure = "";
    private volatile Headers trailers = Headers.empty();

    void replyWith(UnaryOperator<String> function) {
      answer = function;
    }

    void replyHeaders(Headers headers) {
      replyHeaders = headers;
    }

    void failWith(Code with, String message, Headers trailing) {
      code = with;
      failure = message;
      trailers = trailing;
    }

    int startedCalls() {
      return startedCalls.get();
    }

    /** The next call that arrived. */
    Started started() throws InterruptedException {
      Started next = started.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("no call arrived within " + LIMIT_SECONDS + " s");
      }
      return next;
    }

    @Override
    public ServerRoute route(String path) {
      MethodKind kind = method(path.substring(path.lastIndexOf('/') + 1)).kind();
      return new ServerRoute() {
        @Override
        public String path() {
          return path;
        }

        @Override
        public MethodKind kind() {
          return kind;
        }

        @Override
        public ServerCall.Listener start(ServerCall call, Headers headers) {
          startedCalls.incrementAndGet();
          Started next = new Started(Scripted.this, call, headers, Thread.currentThread());
          started.add(next);
          return next;
        }
      };
    }

    private void finish(Started call, @Nullable String request) {
      UnaryOperator<String> function = answer;
      if (code != null) {
        call.call().fail(code, failure, trailers);
      } else if (function != null && request != null) {
        call.call().reply(replyHeaders, text(function.apply(request)));
      }
    }
  }

  /** One call on the provider. */
  static final class Started implements ServerCall.Listener {
    private final Scripted script;
    private final ServerCall call;
    private final Headers headers;
    private final Thread thread;
    private final long remainingNanos;
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CountDownLatch halfClosed = new CountDownLatch(1);
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final AtomicInteger readies = new AtomicInteger();

    Started(Scripted script, ServerCall call, Headers headers, Thread thread) {
      this.script = script;
      this.call = call;
      this.headers = headers;
      this.thread = thread;
      this.remainingNanos = call.remainingNanos();
    }

    ServerCall call() {
      return call;
    }

    Headers headers() {
      return headers;
    }

    Thread thread() {
      return thread;
    }

    long remainingNanos() {
      return remainingNanos;
    }

    @Override
    public void onMessage(ReadBuffer message) {
      messages.add(text(message));
    }

    @Override
    public void onUnreadable(Code code, String message) {
      call.fail(code, message, Headers.empty());
    }

    @Override
    public void onHalfClose() {
      halfClosed.countDown();
      script.finish(this, messages.peek());
    }

    @Override
    public void onCancel() {
      cancelled.countDown();
    }

    @Override
    public void onReady() {
      readies.incrementAndGet();
    }

    /** How often it was told that messages can be sent. */
    int readies() {
      return readies.get();
    }

    boolean isHalfClosed() {
      return halfClosed.getCount() == 0;
    }

    int unread() {
      return messages.size();
    }

    String nextMessage() throws InterruptedException {
      String next = messages.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("no message within " + LIMIT_SECONDS + " s");
      }
      return next;
    }

    void awaitHalfClose() throws InterruptedException {
      await(halfClosed);
    }

    void awaitCancel() throws InterruptedException {
      await(cancelled);
    }
  }
}
