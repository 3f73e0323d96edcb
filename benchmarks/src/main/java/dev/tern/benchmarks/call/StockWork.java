package dev.tern.benchmarks.call;

import dev.tern.benchmarks.pb.Email;
import dev.tern.benchmarks.pb.PageNo;
import dev.tern.benchmarks.pb.UserId;
import dev.tern.benchmarks.pb.UserServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The work through generated stubs. */
final class StockWork implements Work {
  private static final Email EMAIL = Email.newBuilder().setEmail("ada.lovelace@example.org").build();

  private final UserServiceGrpc.UserServiceBlockingStub blocking;
  private final UserServiceGrpc.UserServiceStub async;

  StockWork(ManagedChannel channel) {
    this.blocking = UserServiceGrpc.newBlockingStub(channel);
    this.async = UserServiceGrpc.newStub(channel);
  }

  @Override
  public void blocking(Method method, long number) {
    switch (method) {
      case EXIST_USER -> Work.check(blocking.existUser(EMAIL).getValue());
      case CREATE_USER -> Work.check(blocking.createUser(StockService.user(number)).getValue());
      case GET_USER -> Work.check(blocking.getUser(id(number)).getId() == number);
      case LIST_USER -> Work.check(blocking.listUser(page(number)).getResultCount() == UserPage.SIZE);
    }
  }

  @Override
  public void async(Method method, long number, Consumer<@Nullable Throwable> done) {
    switch (method) {
      case EXIST_USER -> async.existUser(EMAIL, new Reply<>(found -> found.getValue(), done));
      case CREATE_USER -> async.createUser(StockService.user(number), new Reply<>(found -> found.getValue(), done));
      case GET_USER -> async.getUser(id(number), new Reply<>(user -> user.getId() == number, done));
      case LIST_USER ->
          async.listUser(page(number), new Reply<>(page -> page.getResultCount() == UserPage.SIZE, done));
    }
  }

  private static UserId id(long number) {
    return UserId.newBuilder().setId(number).build();
  }

  private static PageNo page(long number) {
    return PageNo.newBuilder().setNo((int) number).build();
  }

  private static final class Reply<T> implements StreamObserver<T> {
    private final Predicate<T> right;
    private final Consumer<@Nullable Throwable> done;
    private @Nullable T value;

    Reply(Predicate<T> right, Consumer<@Nullable Throwable> done) {
      this.right = right;
      this.done = done;
    }

    @Override
    public void onNext(T next) {
      value = next;
    }

    @Override
    public void onError(Throwable failure) {
      done.accept(failure);
    }

    @Override
    public void onCompleted() {
      done.accept(value != null && right.test(value) ? null : new IllegalStateException("wrong reply"));
    }
  }
}
