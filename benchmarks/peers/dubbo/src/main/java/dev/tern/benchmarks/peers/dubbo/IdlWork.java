package dev.tern.benchmarks.peers.dubbo;

import dev.tern.benchmarks.call.User;
import dev.tern.benchmarks.call.UserPage;
import dev.tern.benchmarks.call.Work;
import dev.tern.benchmarks.pb.UserService;
import dev.tern.benchmarks.stubs.Messages;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The work through the interface that Dubbo's compiler made. */
record IdlWork(UserService users) implements Work {
  @Override
  public void blocking(Method method, long number) {
    Work.check(switch (method) {
      case EXIST_USER -> Messages.right(users.existUser(Messages.email()));
      case CREATE_USER -> Messages.right(users.createUser(Messages.user(number)));
      case GET_USER -> Messages.right(users.getUser(Messages.id(number)), number);
      case LIST_USER -> Messages.right(users.listUser(Messages.page(number)));
    });
  }

  @Override
  public void async(Method method, long number, Consumer<@Nullable Throwable> done) {
    switch (method) {
      case EXIST_USER -> Work.tell(users.existUserAsync(Messages.email()), Messages::right, done);
      case CREATE_USER -> Work.tell(users.createUserAsync(Messages.user(number)), Messages::right, done);
      case GET_USER ->
          Work.tell(users.getUserAsync(Messages.id(number)), user -> Messages.right(user, number), done);
      case LIST_USER -> Work.tell(users.listUserAsync(Messages.page(number)), Messages::right, done);
    }
  }

  @Override
  public User user(long id) {
    return Messages.record(users.getUser(Messages.id(id)));
  }

  @Override
  public UserPage page(int number) {
    return Messages.record(users.listUser(Messages.page(number)));
  }
}
