package dev.tern.core.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** On a thread of its own choosing: nothing happens here by itself. */
class RequestStreamTest {
  private final List<Runnable> handlers = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private int asked;
  private boolean full;
  private Runnable whileDecoding = () -> { };
  private final RequestStream requests = new RequestStream(FakeStreams.METHOD, FakeStreams.decoding(() -> whileDecoding.run()),
      new UserCode(task -> {
        if (full) {
          throw new RejectedExecutionException("full");
        }
        handlers.add(task);
      }, Runnable::run), new RequestStream.Owner() {
        @Override
        public void request(int messages) {
          asked += messages;
        }

        @Override
        public void onProgress() {}

        @Override
        public void onUndecodable(String why) {
          told.add("undecodable");
        }

        @Override
        public void onOverload() {
          told.add("overload");
          requestsFail();
        }

        @Override
        public void onSubscriberFailed(Throwable failure) {
          told.add("failed " + failure.getMessage());
        }
      });

  private void requestsFail() {
    requests.fail(StreamServerCall.overloaded());
  }

  private void runHandlers() {
    while (!handlers.isEmpty()) {
      handlers.remove(0).run();
    }
  }

  private Flow.Subscription subscribe() {
    AtomicReference<Flow.Subscription> subscription = new AtomicReference<>();
    requests.subscribe(new Flow.Subscriber<>() {
      @Override
      public void onSubscribe(Flow.Subscription given) {
        subscription.set(given);
      }

      @Override
      public void onNext(Object element) {
        told.add(element.toString());
        if (element.equals("throw")) {
          throw new IllegalStateException("a subscriber's own");
        }
      }

      @Override
      public void onError(Throwable failure) {
        synchronized (told) {
          told.add(failure.getClass().getSimpleName());
          told.notifyAll();
        }
      }

      @Override
      public void onComplete() {
        told.add("complete");
      }
    });
    return subscription.get();
  }

  private void arrive(String... messages) {
    for (String message : messages) {
      requests.onMessage(FakeStreams.message(message));
    }
  }

  @Test
  void nothingIsAskedOfTheTransportBeforeTheSubscriberAsks() {
    assertThat(asked).isZero();
    Flow.Subscription subscription = subscribe();
    assertThat(asked).isZero();
    subscription.request(3);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void whoeverWantsEverythingIsGivenAFewAtATime() {
    subscribe().request(Long.MAX_VALUE);
    for (int i = 0; i < 200; i++) {
      int before = asked;
      arrive("a");
      runHandlers();
      assertThat(asked - i - 1).as("under way").isBetween(1, 16);
      assertThat(asked).isGreaterThanOrEqualTo(before);
    }
    int ahead = asked - 200;
    for (int i = 0; i < ahead; i++) {
      arrive("a"); // nobody takes them
    }
    assertThat(asked).as("while nobody takes what has come").isEqualTo(200 + ahead);
  }

  @Test
  void longMessagesAreAskedForOneByOne() {
    subscribe().request(Long.MAX_VALUE);
    for (int i = 0; i < 20; i++) {
      assertThat(asked).isEqualTo(i + 1);
      arrive("a".repeat(100_000));
      runHandlers();
    }
  }

  @Test
  void theEndComesBehindWhatWaits() {
    subscribe().request(5);
    arrive("a");
    requests.complete();
    assertThat(told).isEmpty();
    runHandlers();
    assertThat(told).containsExactly("a", "complete");
  }

  @Test
  void aFailureOvertakesWhatWaits() {
    subscribe().request(5);
    arrive("a");
    requests.fail(new IllegalStateException());
    runHandlers();
    assertThat(told).containsExactly("IllegalStateException");
  }

  @Test
  void aRequestForNoneIsAFailureOfTheSubscribersOwnPart() {
    Flow.Subscription subscription = subscribe();
    subscription.request(0);
    runHandlers();
    assertThat(told).containsExactly("IllegalArgumentException");
    arrive("a");
    subscription.request(1);
    requests.complete();
    runHandlers();
    assertThat(told).hasSize(1);
  }

  @Test
  void aSecondSubscriberIsTurnedAwayAndTheFirstStays() {
    Flow.Subscription first = subscribe();
    subscribe();
    assertThat(told).containsExactly("IllegalStateException");
    first.request(1);
    arrive("a");
    runHandlers();
    assertThat(told).containsExactly("IllegalStateException", "a");
  }

  @Test
  void whatIsBeingDecodedIsNotAskedForAgain() {
    Flow.Subscription subscription = subscribe();
    subscription.request(1);
    whileDecoding = () -> subscription.request(2);
    arrive("a");
    runHandlers();
    assertThat(asked).isEqualTo(3);
  }

  @Test
  void aSubscriberThatThrowsHearsNoMore() {
    subscribe().request(5);
    arrive("throw");
    runHandlers();
    requests.complete();
    requests.fail(new IllegalStateException());
    runHandlers();
    assertThat(told).containsExactly("throw", "failed a subscriber's own");
  }

  @Test
  void afterACancelTheRestIsDroppedUpToALimit() {
    Flow.Subscription subscription = subscribe();
    subscription.request(1);
    arrive("a");
    runHandlers();
    int before = asked;
    subscription.cancel();
    assertThat(asked).as("so that the consumer can go on").isEqualTo(before + 1);
    String large = "a".repeat(1 << 20);
    for (int i = 0; i < 3; i++) {
      arrive(large);
      assertThat(asked).isEqualTo(before + 2 + i);
    }
    arrive(large);
    assertThat(asked).as("over 4 MiB").isEqualTo(before + 4);
    assertThat(told).containsExactly("a");
  }

  /** A subscriber that was told nothing would wait, and hold what it holds. */
  @Test
  void anExecutorThatTakesNoMoreFailsTheCallAndStillTellsTheSubscriber() throws Exception {
    subscribe().request(5);
    full = true;
    arrive("a");
    synchronized (told) {
      long until = System.nanoTime() + 10_000_000_000L;
      while (!told.contains("RpcException") && System.nanoTime() < until) {
        told.wait(100);
      }
    }
    assertThat(told).containsExactly("overload", "RpcException");
  }
}
