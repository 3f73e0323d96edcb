package dev.tern.benchmarks.peers.raw;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.MessageLite;
import dev.tern.benchmarks.call.UserPage;
import dev.tern.benchmarks.call.Work;
import dev.tern.benchmarks.pb.Found;
import dev.tern.benchmarks.pb.User;
import dev.tern.benchmarks.stubs.Messages;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The consumer's side: what callers hand over between two turns of the event loop leaves in one write. */
final class RawWork implements Work {
  private static final int PLACES = 1 << 12; // far more than calls at once: a place is free again long before its turn

  private final AtomicReferenceArray<@Nullable Pending> pending = new AtomicReferenceArray<>(PLACES);
  private final AtomicInteger calls = new AtomicInteger();
  private final Queue<ByteBuf> outgoing = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean sending = new AtomicBoolean();
  private final Runnable send = this::send;
  private @Nullable Channel channel;

  void connected(Channel opened) {
    channel = opened;
  }

  /** What awaits a reply: a thread that is parked, or whoever is to be told. */
  private static final class Pending {
    private final Thread caller = Thread.currentThread();
    private final long number;
    private final @Nullable Consumer<@Nullable Throwable> done;
    private volatile @Nullable MessageLite reply;

    Pending(long number, @Nullable Consumer<@Nullable Throwable> done) {
      this.number = number;
      this.done = done;
    }

    void answer(Method method, MessageLite message) {
      if (done == null) {
        reply = message;
        LockSupport.unpark(caller);
      } else {
        done.accept(right(method, number, message) ? null : new IllegalStateException("wrong reply"));
      }
    }

    MessageLite await() {
      for (MessageLite arrived = reply; ; arrived = reply) {
        if (arrived != null) {
          return arrived;
        }
        LockSupport.park(this);
      }
    }
  }

  private static boolean right(Method method, long number, MessageLite reply) {
    return switch (method) {
      case EXIST_USER, CREATE_USER -> Messages.right((Found) reply);
      case GET_USER -> Messages.right((User) reply, number);
      case LIST_USER -> Messages.right((dev.tern.benchmarks.pb.UserPage) reply);
    };
  }

  @Override
  public void blocking(Method method, long number) {
    Work.check(right(method, number, call(method, number)));
  }

  private MessageLite call(Method method, long number) {
    Pending call = new Pending(number, null);
    begin(method, call);
    return call.await();
  }

  @Override
  public void async(Method method, long number, Consumer<@Nullable Throwable> done) {
    begin(method, new Pending(number, done));
  }

  private void begin(Method method, Pending call) {
    int id;
    do {
      id = calls.incrementAndGet();
    } while (!pending.compareAndSet(id & PLACES - 1, null, call));
    try {
      outgoing.add(Frames.of(opened().alloc(), id, method, request(method, call.number)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!sending.get() && sending.compareAndSet(false, true)) {
      opened().eventLoop().execute(send);
    }
  }

  private static MessageLite request(Method method, long number) {
    return switch (method) {
      case EXIST_USER -> Messages.email();
      case CREATE_USER -> Messages.user(number);
      case GET_USER -> Messages.id(number);
      case LIST_USER -> Messages.page(number);
    };
  }

  private void send() {
    sending.set(false); // before the queue is read: what comes later is sent by another turn
    for (ByteBuf frame = outgoing.poll(); frame != null; frame = outgoing.poll()) {
      opened().write(frame, opened().voidPromise());
    }
    opened().flush();
  }

  private Channel opened() {
    Channel opened = channel;
    if (opened == null) {
      throw new IllegalStateException("not connected");
    }
    return opened;
  }

  ChannelHandler replies() {
    return new Frames() {
      @Override
      void arrived(ChannelHandlerContext context, int call, Method method, CodedInputStream message)
          throws IOException {
        Pending asked = pending.getAndSet(call & PLACES - 1, null);
        if (asked == null) {
          throw new IllegalStateException("a reply that nobody asked for");
        }
        asked.answer(method, read(method, message));
      }
    };
  }

  private static MessageLite read(Method method, CodedInputStream reply) throws IOException {
    return switch (method) {
      case EXIST_USER, CREATE_USER -> Found.parser().parseFrom(reply);
      case GET_USER -> User.parser().parseFrom(reply);
      case LIST_USER -> dev.tern.benchmarks.pb.UserPage.parser().parseFrom(reply);
    };
  }

  @Override
  public dev.tern.benchmarks.call.User user(long id) {
    return Messages.record((User) call(Method.GET_USER, id));
  }

  @Override
  public UserPage page(int number) {
    return Messages.record((dev.tern.benchmarks.pb.UserPage) call(Method.LIST_USER, number));
  }
}
