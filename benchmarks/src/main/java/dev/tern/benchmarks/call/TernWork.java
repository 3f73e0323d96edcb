package dev.tern.benchmarks.call;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The work through our proxies. */
record TernWork(UserService users, UserServiceAsync async) implements Work {
  private static final String EMAIL = "ada.lovelace@example.org";

  @Override
  public void blocking(Method method, long number) {
    switch (method) {
      case EXIST_USER -> Work.check(users.existUser(EMAIL));
      case CREATE_USER -> Work.check(users.createUser(User.sample(number)));
      case GET_USER -> Work.check(users.getUser(number).id() == number);
      case LIST_USER -> Work.check(users.listUser((int) number).result().size() == UserPage.SIZE);
    }
  }

  @Override
  public void async(Method method, long number, Consumer<@Nullable Throwable> done) {
    switch (method) {
      case EXIST_USER -> then(async.existUser(EMAIL), found -> found, done);
      case CREATE_USER -> then(async.createUser(User.sample(number)), found -> found, done);
      case GET_USER -> then(async.getUser(number), user -> user.id() == number, done);
      case LIST_USER -> then(async.listUser((int) number), page -> page.result().size() == UserPage.SIZE, done);
    }
  }

  private static <T> void then(CompletableFuture<T> reply, Predicate<T> right, Consumer<@Nullable Throwable> done) {
    reply.whenComplete((value, failure) ->
        done.accept(failure != null || right.test(value) ? failure : new IllegalStateException("wrong reply")));
  }
}
