package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.AttachmentKey;
import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Filter;
import dev.tern.api.spi.NamedFilter;
import dev.tern.api.spi.Reply;
import dev.tern.core.RpcClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F44: filters on both sides, per call and per attempt, as objects and found on the class path. */
class FiltersTest {
  private static final AttachmentKey<String> USER = AttachmentKey.of("it-user");

  private final World world = new World();
  private final List<String> seen = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private Filter noting(String name) {
    return (invocation, next) -> {
      seen.add(name + " " + invocation.method().name());
      return next.invoke(invocation)
          .whenComplete((reply, failure) -> seen.add(name + (failure == null ? " ok" : " failed")));
    };
  }

  @Test
  void aFilterSeesOneCallAndThreeAttemptsOfAFailover() {
    String nobody = Peers.refusing();
    String neither = Peers.refusing();
    world.serve(new WorkProvider("third"));
    AtomicInteger calls = new AtomicInteger();
    AtomicInteger attempts = new AtomicInteger();
    RpcClient client = world.client(builder -> builder
        .filter((invocation, next) -> {
          calls.incrementAndGet();
          return next.invoke(invocation);
        })
        .attemptFilter((invocation, next) -> attempts.incrementAndGet() < 3
            ? CompletableFuture.failedFuture(RpcException.notExecuted(Code.UNAVAILABLE, "refused by a filter"))
            : next.invoke(invocation)));
    assertThat(client.create(Work.class).once("a", 0)).isEqualTo("third");
    System.out.println("a failover: " + calls + " call, " + attempts + " attempts");
    assertThat(calls).hasValue(1);
    assertThat(attempts).hasValue(3);

    AtomicInteger realAttempts = new AtomicInteger();
    RpcClient lost = world.closing(RpcClient.builder().direct(nobody, neither).filter(noting("call"))
        .attemptFilter((invocation, next) -> {
          realAttempts.incrementAndGet();
          return next.invoke(invocation);
        }).build());
    RpcException failure = Failing.call(() -> lost.create(Work.class).once("b", 0));
    assertThat(failure.attempts()).hasSize(3);
    assertThat(realAttempts).hasValue(3);
    assertThat(seen).containsExactly("call once", "call failed");
  }

  @Test
  void filtersOfBothSidesStandInTheOrderThatTheyWereAddedIn() {
    world.serve(builder -> builder.service(new WorkProvider("near")).filter(noting("provider 1"))
        .filter(noting("provider 2")));
    Work work = world.client(builder -> builder.filter(noting("call 1")).filter(noting("call 2"))
        .attemptFilter(noting("attempt 1")).attemptFilter(noting("attempt 2"))).create(Work.class);
    assertThat(work.once("a", 0)).isEqualTo("near");
    assertThat(seen).containsSubsequence("call 1 once", "call 2 once", "attempt 1 once", "attempt 2 once",
        "provider 1 once", "provider 2 once", "provider 2 ok", "provider 1 ok");
    assertThat(seen).containsSubsequence("attempt 2 ok", "attempt 1 ok", "call 2 ok", "call 1 ok");
  }

  @Test
  void filtersFoundOnTheClassPathStandInsideTheUsersOwnAndAsTheyAskOfEachOther() {
    CompletableFuture<String> trail = new CompletableFuture<>();
    world.serve(builder -> builder.service(new WorkProvider("near")).filter((invocation, next) -> {
      trail.complete(String.valueOf(invocation.attachments().get(TrailFilterFactory.TRAIL)));
      return next.invoke(invocation);
    }));
    Filter marking = (invocation, next) -> next.invoke(
        invocation.withAttachments(invocation.attachments().with(TrailFilterFactory.TRAIL, "own")));
    String answer = world.client(builder -> builder.filter(marking)).create(Work.class).once("a", 0);
    assertThat(trail.join()).isEqualTo("own,call:c_outer,call:b_middle,call:a_inner,"
        + "attempt:c_outer,attempt:b_middle,attempt:a_inner");
    assertThat(answer).isEqualTo("near,a_inner,b_middle,c_outer");

    assertThat(world.client(builder -> builder.filter(marking).withoutFilter("b_middle").withoutFilter("a_inner"))
        .create(Work.class).once("b", 0)).as("excluded here, not there").isEqualTo("near,a_inner,b_middle,c_outer");
  }

  @Test
  void anObjectWithANameStandsBetweenThoseFoundOnTheClassPath() {
    CompletableFuture<String> trail = new CompletableFuture<>();
    world.serve(builder -> builder.service(new WorkProvider("near")).filter((invocation, next) -> {
      trail.complete(String.valueOf(invocation.attachments().get(TrailFilterFactory.TRAIL)));
      return next.invoke(invocation);
    }));
    Filter marking = (invocation, next) -> next.invoke(
        invocation.withAttachments(invocation.attachments().with(TrailFilterFactory.TRAIL, "own")));
    Filter adding = (invocation, next) -> next.invoke(invocation.withAttachments(invocation.attachments()
        .with(TrailFilterFactory.TRAIL, invocation.attachments().get(TrailFilterFactory.TRAIL) + ",object")));
    world.client(builder -> builder.filter("marking", marking)
        .filter(NamedFilter.of("object", adding).after("b_middle", "not_there").before("a_inner"))
        .withoutFilter("not_there_either")).create(Work.class).once("a", 0);
    assertThat(trail.join()).isEqualTo("own,call:c_outer,call:b_middle,object,call:a_inner,"
        + "attempt:c_outer,attempt:b_middle,attempt:a_inner");
    System.out.println("order of filters: " + trail.join());
  }

  @Test
  void aCircleIsToldWhenTheClientIsBuilt() {
    Filter passing = (invocation, next) -> next.invoke(invocation);
    assertThat(BadSettingsTest.refusal(() -> RpcClient.builder().direct("127.0.0.1:1")
        .filter(NamedFilter.of("one", passing).after("a_inner").before("c_outer")).build())).isEqualTo(
            "IllegalArgumentException: filters that each want to stand before the other:"
                + " a_inner, b_middle, c_outer, one (expected: before() and after() without a circle)");
  }

  @Test
  void aFilterLeftOutByNameSeesNothing() {
    CompletableFuture<String> trail = new CompletableFuture<>();
    world.serve(builder -> builder.service(new WorkProvider("near")).withoutFilter("a_inner").withoutFilter("b_middle")
        .withoutFilter("c_outer").filter((invocation, next) -> {
          trail.complete(String.valueOf(invocation.attachments().get(TrailFilterFactory.TRAIL)));
          return next.invoke(invocation);
        }));
    Filter marking = (invocation, next) -> next.invoke(
        invocation.withAttachments(invocation.attachments().with(TrailFilterFactory.TRAIL, "own")));
    assertThat(world.client(builder -> builder.filter(marking).withoutFilter("b_middle")).create(Work.class)
        .once("a", 0)).isEqualTo("near");
    assertThat(trail.join()).isEqualTo("own,call:a_inner,call:c_outer,attempt:a_inner,attempt:c_outer");
  }

  @Test
  void attachmentsOfAConsumersFilterAreSeenByTheProvidersAndGoNoFurther() throws Exception {
    CompletableFuture<String> there = new CompletableFuture<>();
    CompletableFuture<String> behind = new CompletableFuture<>();
    World last = world.closing(new World());
    last.serve(builder -> builder.service(new WorkProvider("last")).filter((invocation, next) -> {
      behind.complete(String.valueOf(invocation.attachments().get(USER)));
      return next.invoke(invocation);
    }));
    Work onwards = last.client().create(Work.class);
    world.serve(builder -> builder.service(new WorkProvider("middle") {
      @Override
      public CompletableFuture<String> onceLater(String id, int millis) {
        return onwards.onceLater(id, millis);
      }
    }).filter((invocation, next) -> {
      there.complete(String.valueOf(invocation.attachments().get(USER)));
      return next.invoke(invocation);
    }));
    Work work = world.client(builder -> builder.filter((invocation, next) -> next.invoke(
        invocation.withAttachments(invocation.attachments().with(USER, "ann"))))).create(Work.class);
    assertThat(work.onceLater("a", 0).get(10, TimeUnit.SECONDS)).isEqualTo("last");
    assertThat(there.join()).isEqualTo("ann");
    assertThat(behind.join()).isEqualTo("null");
  }

  @Test
  void aFilterThatThrowsFailsTheCallWithWhatItThrew() {
    world.serve(new WorkProvider("near"));
    Filter throwing = (invocation, next) -> {
      throw new IllegalStateException("no " + invocation.method().name());
    };
    Work perCall = world.client(builder -> builder.filter(throwing)).create(Work.class);
    assertThat(BadSettingsTest.refusal(() -> perCall.once("a", 0))).isEqualTo("IllegalStateException: no once");
    assertThat(perCall.onceLater("a", 0)).failsWithin(10, TimeUnit.SECONDS).withThrowableThat()
        .withCauseExactlyInstanceOf(IllegalStateException.class).withMessageContaining("no onceLater");
    Work perAttempt = world.client(builder -> builder.attemptFilter(throwing)).create(Work.class);
    assertThat(BadSettingsTest.refusal(() -> perAttempt.once("a", 0))).isEqualTo("IllegalStateException: no once");
  }

  @Test
  void aProvidersFilterThatThrowsIsAFailureOfTheProvider() {
    WorkProvider provider = new WorkProvider("near");
    world.serve(builder -> builder.service(provider).filter((invocation, next) -> {
      if (invocation.method().name().equals("once")) {
        throw new RpcException(Code.PERMISSION_DENIED, "not you");
      }
      throw new IllegalStateException("secret");
    }));
    Work work = world.client().create(Work.class);
    assertThat(Failing.told(Failing.call(() -> work.once("a", 0))))
        .isEqualTo("PERMISSION_DENIED MAYBE_EXECUTED not you");
    assertThat(Failing.told(Failing.future(work.onceLater("a", 0)))).matches(
        "UNKNOWN MAYBE_EXECUTED .+ at 127\\.0\\.0\\.1:\\d+: the provider failed; its log says why under [0-9a-f]{16}");
    assertThat(provider.ran()).isEmpty();
  }

  @Test
  void aFilterMayAnswerAloneOrChangeTheAnswer() {
    WorkProvider provider = new WorkProvider("near");
    world.serve(provider);
    Work cached = world.client(builder -> builder.filter(
        (invocation, next) -> CompletableFuture.completedFuture(Reply.of("cached")))).create(Work.class);
    assertThat(cached.once("a", 0)).isEqualTo("cached");
    assertThat(provider.ran()).isEmpty();
    Work loud = world.client(builder -> builder.filter((invocation, next) -> next.invoke(invocation)
        .thenApply(reply -> Reply.of(reply.value() + "!")))).create(Work.class);
    assertThat(loud.once("a", 0)).isEqualTo("near!");
  }
}
