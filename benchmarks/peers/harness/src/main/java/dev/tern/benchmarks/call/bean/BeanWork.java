package dev.tern.benchmarks.call.bean;

import dev.tern.benchmarks.call.User;
import dev.tern.benchmarks.call.UserPage;
import dev.tern.benchmarks.call.Work;

/** The work through a proxy of the plain interface; how asynchronous calls are made is the framework's own. */
public abstract class BeanWork implements Work {
  private final UserApi users;

  /** Over a proxy that the framework made. */
  protected BeanWork(UserApi users) {
    this.users = users;
  }

  @Override
  public final void blocking(Method method, long number) {
    Work.check(switch (method) {
      case EXIST_USER -> right(method, number, users.existUser(EMAIL));
      case CREATE_USER -> right(method, number, users.createUser(UserBean.sample(number)));
      case GET_USER -> right(method, number, users.getUser(number));
      case LIST_USER -> right(method, number, users.listUser((int) number));
    });
  }

  /** Whether this reply is what was asked for. */
  protected static boolean right(Method method, long number, Object reply) {
    return switch (method) {
      case EXIST_USER, CREATE_USER -> (boolean) reply;
      case GET_USER -> ((UserBean) reply).getId() == number;
      case LIST_USER -> ((PageBean) reply).getResult().size() == UserPage.SIZE;
    };
  }

  @Override
  public final User user(long id) {
    return users.getUser(id).record();
  }

  @Override
  public final UserPage page(int number) {
    return users.listUser(number).record();
  }
}
