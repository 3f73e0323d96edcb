package dev.tern.it;

import dev.tern.api.RpcService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;

/** Feeds what takes as long to encode as a test wants. */
record SlowProvider(Flow.Publisher<Slow> replies) implements SlowService {
  @Override
  public Flow.Publisher<Slow> slow() {
    return replies;
  }
}

@RpcService(name = "It.SlowService")
interface SlowService {
  Flow.Publisher<Slow> slow();
}

/** A bean whose getter says that it was entered, and waits before it returns. */
final class Slow {
  private transient CountDownLatch inside;
  private transient CountDownLatch leave;
  private int number;

  Slow() {
    this(new CountDownLatch(1), new CountDownLatch(0));
  }

  Slow(CountDownLatch inside, CountDownLatch leave) {
    this.inside = inside;
    this.leave = leave;
  }

  public int getNumber() {
    inside.countDown();
    try {
      leave.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return number;
  }

  public void setNumber(int value) {
    number = value;
  }
}
