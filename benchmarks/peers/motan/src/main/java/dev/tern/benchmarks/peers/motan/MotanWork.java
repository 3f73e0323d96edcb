package dev.tern.benchmarks.peers.motan;

import com.weibo.api.motan.rpc.Future;
import com.weibo.api.motan.rpc.ResponseFuture;
import dev.tern.benchmarks.call.bean.BeanWork;
import dev.tern.benchmarks.call.bean.UserBean;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The work through Motan's proxies; asynchronous calls by futures that tell. Motan waits inside each call until it is
 * written and tells on the event loop that writes, so the next call cannot be made there: continuations get threads of
 * their own, as an application would have to give them.
 */
final class MotanWork extends BeanWork {
  private final UserServiceAsync users;
  private final ExecutorService continuations =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

  MotanWork(UserServiceAsync users) {
    super(users);
    this.users = users;
  }

  @Override
  public void async(Method method, long number, Consumer<@Nullable Throwable> done) {
    ResponseFuture reply = switch (method) {
      case EXIST_USER -> users.existUserAsync(EMAIL);
      case CREATE_USER -> users.createUserAsync(UserBean.sample(number));
      case GET_USER -> users.getUserAsync(number);
      case LIST_USER -> users.listUserAsync((int) number);
    };
    reply.addListener(ended -> continuations.execute(() -> done.accept(failure(method, number, ended))));
  }

  private static @Nullable Throwable failure(Method method, long number, Future ended) {
    if (ended.getException() != null) {
      return ended.getException();
    }
    return right(method, number, ended.getValue()) ? null : new IllegalStateException("wrong reply");
  }
}
