package dev.tern.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tern.api.RpcService;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplyShapeTest {
  record User(long id) {}

  @RpcService
  interface Shapes {
    User a();

    void b();

    CompletableFuture<User> c();

    CompletionStage<Void> d();

    Flow.Publisher<User> e(User user);

    CompletableFuture<User> f(Flow.Publisher<String> names);

    Flow.Publisher<User> g(Flow.Publisher<User> users);

    Void h();

    Stream<User> i(User user);

    Iterator<User> j(Flow.Publisher<User> users);
  }

  @Test
  void returnTypeAndStreamedParameterGiveTheKindOfAMethod() {
    assertThat(ServiceContract.of(Shapes.class).methods())
        .extracting(MethodContract::name, MethodContract::kind, MethodContract::replyStyle, MethodContract::replyType)
        .containsExactly(
            tuple("a", MethodKind.UNARY, ReplyStyle.BLOCKING, User.class),
            tuple("b", MethodKind.UNARY, ReplyStyle.BLOCKING, void.class),
            tuple("c", MethodKind.UNARY, ReplyStyle.FUTURE, User.class),
            tuple("d", MethodKind.UNARY, ReplyStyle.FUTURE, void.class),
            tuple("e", MethodKind.SERVER_STREAM, ReplyStyle.PUBLISHER, User.class),
            tuple("f", MethodKind.CLIENT_STREAM, ReplyStyle.FUTURE, User.class),
            tuple("g", MethodKind.BIDI_STREAM, ReplyStyle.PUBLISHER, User.class),
            tuple("h", MethodKind.UNARY, ReplyStyle.BLOCKING, void.class),
            tuple("i", MethodKind.SERVER_STREAM, ReplyStyle.STREAM, User.class),
            tuple("j", MethodKind.BIDI_STREAM, ReplyStyle.ITERATOR, User.class));
  }

  @Test
  void aStreamedElementIsTheMessageItselfOrWrappedLikeAnyOther() {
    List<MethodContract> methods = ServiceContract.of(Shapes.class).methods();

    assertThat(methods.get(5).parameters()).containsExactly(new ParameterContract("names", 1, String.class, false, false));
    assertThat(methods.get(5).requestIsParameter()).isFalse();
    assertThat(methods.get(6).requestIsParameter()).isTrue();
    assertThat(methods.get(6).replyIsMessage()).isTrue();
  }

  @RpcService
  interface Maybe {
    Optional<User> a();

    @Nullable User b();

    CompletableFuture<@Nullable User> c();

    CompletableFuture<Optional<User>> d();

    User e();
  }

  @Test
  void aReplyMayBeAbsentIfOptionalOrNullableEvenInsideAFutureAndIsThenWrapped() {
    List<MethodContract> methods = ServiceContract.of(Maybe.class).methods();

    assertThat(methods).extracting(MethodContract::replyNullable).containsExactly(true, true, true, true, false);
    assertThat(methods).extracting(MethodContract::replyIsMessage).containsExactly(false, false, false, false, true);
    assertThat(methods.get(0).replyType()).isEqualTo(new Parameterized(Optional.class, List.of(User.class)));
    assertThat(methods.get(2).replyType()).isEqualTo(User.class);
  }

  @RpcService
  @SuppressWarnings("rawtypes")
  interface BadReplies {
    CompletableFuture a();

    CompletableFuture<?> b();

    Flow.Publisher c();

    Flow.Publisher<? extends User> d();

    Flow.Publisher<Flow.Publisher<User>> e();

    CompletableFuture<Flow.Publisher<User>> f();

    CompletableFuture<CompletableFuture<User>> g();

    Flow.Publisher<CompletionStage<User>> h();

    Future<User> i();

    IntStream j();

    Iterable<User> k();

    SubmissionPublisher<User> l();

    Flow.Publisher<Void> m();

    Flow.Publisher<Optional<User>> n();

    Flow.Publisher<@Nullable User> o();

    List<CompletableFuture<User>> p();

    List<Flow.Publisher<User>> q();

    CompletionStage r();
  }

  @Test
  void repliesThatCannotWorkAreRefusedWithWhatToReturn() {
    assertThat(Refusal.of(BadReplies.class)).isEqualTo("""
        demo.BadReplies: 18 problems
          demo.BadReplies.a(): cannot return a raw CompletableFuture. Name what it carries: CompletableFuture<...>.
          demo.BadReplies.b(): cannot return CompletableFuture<?>, which leaves its type open.\
         Name what it carries: CompletableFuture<...>.
          demo.BadReplies.c(): cannot return a raw Flow.Publisher. Name what it carries: Flow.Publisher<...>.
          demo.BadReplies.d(): cannot return Publisher<? extends User>, which leaves its type open.\
         Name what it carries: Flow.Publisher<...>.
          demo.BadReplies.e(): cannot return Publisher<Publisher<User>>.\
         Return Flow.Publisher of the elements themselves.
          demo.BadReplies.f(): cannot return CompletableFuture<Publisher<User>>.\
         Return Flow.Publisher of the elements themselves.
          demo.BadReplies.g(): cannot return CompletableFuture<CompletableFuture<User>>.\
         Return CompletableFuture of the value itself.
          demo.BadReplies.h(): cannot return Publisher<CompletionStage<User>>.\
         Return Flow.Publisher of the value itself.
          demo.BadReplies.i(): cannot return Future. Return the value itself, or CompletableFuture.
          demo.BadReplies.j(): cannot return IntStream.\
         Return Flow.Publisher, Stream or Iterator for a stream, or List for all at once.
          demo.BadReplies.k(): cannot return Iterable.\
         Return Flow.Publisher, Stream or Iterator for a stream, or List for all at once.
          demo.BadReplies.l(): cannot return SubmissionPublisher. Return Flow.Publisher.
          demo.BadReplies.m(), reply: Void carries nothing. Name a type.
          demo.BadReplies.n(), reply: an element of a stream is never absent. Remove @Nullable or Optional.
          demo.BadReplies.o(), reply: an element of a stream is never absent. Remove @Nullable or Optional.
          demo.BadReplies.p(), reply: java.util.concurrent.CompletableFuture cannot be a value.\
         Only a whole reply may be a CompletableFuture.
          demo.BadReplies.q(), reply: java.util.concurrent.Flow.Publisher cannot be a value.\
         Flow.Publisher streams, as the only parameter or the whole reply; List holds all at once.
          demo.BadReplies.r(): cannot return a raw CompletionStage. Name what it carries: CompletionStage<...>.""");
  }

  @RpcService
  @SuppressWarnings("rawtypes")
  interface BadRequests {
    void a(Stream<User> users);

    void b(Iterator<User> users);

    void c(CompletableFuture<User> user);

    Flow.Publisher<User> d(Flow.Publisher users);

    Flow.Publisher<User> e(Flow.Publisher<?> users);

    Flow.Publisher<User> f(Flow.Publisher<Flow.Publisher<User>> users);

    Flow.Publisher<User> g(String group, Flow.Publisher<User> users);

    Flow.Publisher<User> h(Flow.Publisher<@Nullable User> users);

    Flow.Publisher<User> i(SubmissionPublisher<User> users);
  }

  @Test
  void requestsThatCannotWorkAreRefusedWithWhatToTake() {
    assertThat(Refusal.of(BadRequests.class)).isEqualTo("""
        demo.BadRequests: 9 problems
          demo.BadRequests.a(Stream<User>), parameter users: cannot take Stream.\
         Take Flow.Publisher for a stream, or List for all at once.
          demo.BadRequests.b(Iterator<User>), parameter users: cannot take Iterator.\
         Take Flow.Publisher for a stream, or List for all at once.
          demo.BadRequests.c(CompletableFuture<User>), parameter user: cannot take CompletableFuture.\
         Take the value itself.
          demo.BadRequests.d(Publisher), parameter users: cannot take a raw Flow.Publisher.\
         Name what it carries: Flow.Publisher<...>.
          demo.BadRequests.e(Publisher<?>), parameter users: cannot take Publisher<?>,\
         which leaves its type open. Name what it carries: Flow.Publisher<...>.
          demo.BadRequests.f(Publisher<Publisher<User>>), parameter users: cannot take Publisher<Publisher<User>>.\
         Take Flow.Publisher of the elements themselves.
          demo.BadRequests.g(String, Publisher<User>), parameter users: a streamed request must be the only parameter.\
         Put the others into its elements or into attachments.
          demo.BadRequests.h(Publisher<User>), parameter users: an element of a stream is never absent.\
         Remove @Nullable or Optional.
          demo.BadRequests.i(SubmissionPublisher<User>), parameter users: cannot take SubmissionPublisher.\
         Take Flow.Publisher for a stream, or List for all at once.""");
  }

  @RpcService
  interface BlockingUpload {
    User upload(Flow.Publisher<User> users);

    void push(Flow.Publisher<User> users);
  }

  @Test
  void aClientStreamWhoseReplyIsNotAFutureIsRefused() {
    assertThat(Refusal.of(BlockingUpload.class)).isEqualTo("""
        demo.BlockingUpload: 2 problems
          demo.BlockingUpload.push(Publisher<User>): takes a stream, so that nobody can wait for its reply.\
         Return CompletableFuture<Void>.
          demo.BlockingUpload.upload(Publisher<User>): takes a stream, so that nobody can wait for its reply.\
         Return CompletableFuture<User>.""");
  }

  @RpcService
  interface Observing {
    void a(String symbol, Flow.Subscriber<String> quotes);
  }

  @Test
  void anObserverIsRefusedWithTheWayToStream() {
    assertThat(Refusal.of(Observing.class)).contains("java.util.concurrent.Flow.Subscriber is no value."
        + " Return Flow.Publisher to stream replies, and take one, as the only parameter, to stream requests.");
  }
}
