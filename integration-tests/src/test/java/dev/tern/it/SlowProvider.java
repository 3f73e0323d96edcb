package dev.tern.it;

import dev.tern.api.RpcService;
import java.util.AbstractList;
import java.util.List;
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

record Slow(List<String> words) {
  /** Of one word, which says that somebody asks for it, and waits. */
  static Slow of(CountDownLatch inside, CountDownLatch leave) {
    return new Slow(new AbstractList<>() {
      @Override
      public String get(int index) {
        inside.countDown();
        try {
          leave.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
        return "word";
      }

      @Override
      public int size() {
        return 1;
      }
    });
  }
}
