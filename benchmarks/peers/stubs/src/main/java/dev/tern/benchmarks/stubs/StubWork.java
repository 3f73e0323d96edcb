package dev.tern.benchmarks.stubs;

import dev.tern.benchmarks.call.User;
import dev.tern.benchmarks.call.UserPage;
import dev.tern.benchmarks.call.Work;
import dev.tern.benchmarks.pb.UserServiceGrpc.UserServiceBlockingStub;
import dev.tern.benchmarks.pb.UserServiceGrpc.UserServiceStub;
import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The work through generated stubs.
 *
 * @param blocking for callers that wait
 * @param async for callers that do not
 */
public record StubWork(UserServiceBlockingStub blocking, UserServiceStub async) implements Work {
  @Override
  public void blocking(Method method, long number) {
    Work.check(switch (method) {
      case EXIST_USER -> Messages.right(blocking.existUser(Messages.email()));
      case CREATE_USER -> Messages.right(blocking.createUser(Messages.user(number)));
      case GET_USER -> Messages.right(blocking.getUser(Messages.id(number)), number);
      case LIST_USER -> Messages.right(blocking.listUser(Messages.page(number)));
    });
  }

  @Override
  public void async(Method method, long number, Consumer<@Nullable Throwable> done) {
    switch (method) {
      case EXIST_USER -> async.existUser(Messages.email(), new Reply<>(Messages::right, done));
      case CREATE_USER -> async.createUser(Messages.user(number), new Reply<>(Messages::right, done));
      case GET_USER -> async.getUser(Messages.id(number), new Reply<>(user -> Messages.right(user, number), done));
      case LIST_USER -> async.listUser(Messages.page(number), new Reply<>(Messages::right, done));
    }
  }

  @Override
  public User user(long id) {
    return Messages.record(blocking.getUser(Messages.id(id)));
  }

  @Override
  public UserPage page(int number) {
    return Messages.record(blocking.listUser(Messages.page(number)));
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
