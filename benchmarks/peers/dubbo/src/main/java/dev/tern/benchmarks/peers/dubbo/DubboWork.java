package dev.tern.benchmarks.peers.dubbo;

import dev.tern.benchmarks.call.Work;
import dev.tern.benchmarks.call.bean.BeanWork;
import dev.tern.benchmarks.call.bean.UserApi;
import dev.tern.benchmarks.call.bean.UserApiAsync;
import dev.tern.benchmarks.call.bean.UserBean;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The work through Dubbo's proxies; asynchronous calls by methods that return futures. */
final class DubboWork extends BeanWork {
  private final UserApiAsync async;

  DubboWork(UserApi users, UserApiAsync async) {
    super(users);
    this.async = async;
  }

  @Override
  public void async(Method method, long number, Consumer<@Nullable Throwable> done) {
    CompletableFuture<?> reply = switch (method) {
      case EXIST_USER -> async.existUser(EMAIL);
      case CREATE_USER -> async.createUser(UserBean.sample(number));
      case GET_USER -> async.getUser(number);
      case LIST_USER -> async.listUser((int) number);
    };
    Work.tell(reply, value -> right(method, number, value), done);
  }
}
