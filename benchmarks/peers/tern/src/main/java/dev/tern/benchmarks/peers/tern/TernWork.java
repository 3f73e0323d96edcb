package dev.tern.benchmarks.peers.tern;

import dev.tern.benchmarks.call.User;
import dev.tern.benchmarks.call.UserPage;
import dev.tern.benchmarks.call.Work;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The work through our proxies.
 *
 * @param users for callers that wait
 * @param async for callers that do not
 */
record TernWork(UserService users, UserServiceAsync async) implements Work {
  @Override
  public void blocking(Method method, long number) {
    Work.check(switch (method) {
      case EXIST_USER -> users.existUser(EMAIL);
      case CREATE_USER -> users.createUser(User.sample(number));
      case GET_USER -> users.getUser(number).id() == number;
      case LIST_USER -> users.listUser((int) number).result().size() == UserPage.SIZE;
    });
  }

  @Override
  public void async(Method method, long number, Consumer<@Nullable Throwable> done) {
    switch (method) {
      case EXIST_USER -> Work.tell(async.existUser(EMAIL), found -> found, done);
      case CREATE_USER -> Work.tell(async.createUser(User.sample(number)), found -> found, done);
      case GET_USER -> Work.tell(async.getUser(number), user -> user.id() == number, done);
      case LIST_USER -> Work.tell(async.listUser((int) number), page -> page.result().size() == UserPage.SIZE, done);
    }
  }

  @Override
  public User user(long id) {
    return users.getUser(id);
  }

  @Override
  public UserPage page(int number) {
    return users.listUser(number);
  }
}
