package dev.tern.core.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Attachments;
import dev.tern.api.Cancellation;
import dev.tern.api.NanoClock;
import dev.tern.api.RpcContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InContextTest {
  private final RpcContext context = RpcContext.serving("demo.Quotes", "watch", Attachments.empty(), null,
      NanoClock.system(), new Cancellation(), Runnable::run);
  private final List<String> seen = new ArrayList<>();

  @AfterEach
  void nothingIsLeft() {
    assertThat(RpcContext.current().isEmpty()).isTrue();
  }

  private void note(String what) {
    seen.add(what + (RpcContext.current() == context ? " inside" : " outside"));
  }

  private final class Noting implements Flow.Subscriber<String>, Flow.Subscription {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      note("onSubscribe");
      subscription.request(1);
    }

    @Override
    public void onNext(String item) {
      note("onNext");
      if (item.isEmpty()) {
        throw new IllegalStateException("mine");
      }
    }

    @Override
    public void onError(Throwable failure) {
      note("onError");
    }

    @Override
    public void onComplete() {
      note("onComplete");
    }

    @Override
    public void request(long count) {
      note("request");
    }

    @Override
    public void cancel() {
      note("cancel");
    }
  }

  @Test
  void everyCallbackOfTheUsersSubscriberRunsInside() {
    Noting users = new Noting();
    Flow.Subscriber<String> wrapped = InContext.subscriber(context, users);
    wrapped.onSubscribe(users);
    wrapped.onNext("a");
    assertThatThrownBy(() -> wrapped.onNext("")).hasMessage("mine");
    wrapped.onError(new IllegalStateException());
    wrapped.onComplete();
    assertThat(seen).containsExactly("onSubscribe inside", "request inside", "onNext inside", "onNext inside",
        "onError inside", "onComplete inside");
  }

  @Test
  void whatAUsersPublisherIsAskedRunsInsideAndWhatItSaysAsItWasSaid() {
    Noting users = new Noting();
    InContext.<String>publisher(context, subscriber -> {
      note("subscribe");
      subscriber.onSubscribe(users);
    }).subscribe(new Flow.Subscriber<>() {
      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        RpcContext.current().detached().run(() -> subscription.request(1));
        subscription.cancel();
      }

      @Override
      public void onNext(String item) {}

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onComplete() {}
    });
    assertThat(seen).containsExactly("subscribe inside", "request inside", "cancel inside");
  }

  @Test
  void outsideOfContextsNothingIsWrapped() {
    Noting users = new Noting();
    assertThat(InContext.subscriber(RpcContext.current(), users)).isSameAs(users);
  }
}
