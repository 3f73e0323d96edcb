package dev.tern.benchmarks.peers.motan;

import com.weibo.api.motan.rpc.ResponseFuture;
import dev.tern.benchmarks.call.bean.UserBean;

/** What Motan's annotation processor would make: each method again, with a future that tells. */
public interface UserServiceAsync extends UserService {
  ResponseFuture existUserAsync(String email);

  ResponseFuture createUserAsync(UserBean user);

  ResponseFuture getUserAsync(long id);

  ResponseFuture listUserAsync(int page);
}
