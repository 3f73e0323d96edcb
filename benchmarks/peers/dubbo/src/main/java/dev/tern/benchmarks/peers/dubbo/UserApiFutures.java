package dev.tern.benchmarks.peers.dubbo;

import dev.tern.benchmarks.call.bean.PageBean;
import dev.tern.benchmarks.call.bean.UserApiAsync;
import dev.tern.benchmarks.call.bean.UserApiImpl;
import dev.tern.benchmarks.call.bean.UserBean;
import java.util.concurrent.CompletableFuture;

/** The provider of the interface with futures, which Dubbo takes for another service. */
final class UserApiFutures implements UserApiAsync {
  private final UserApiImpl users = new UserApiImpl();

  @Override
  public CompletableFuture<Boolean> existUser(String email) {
    return CompletableFuture.completedFuture(users.existUser(email));
  }

  @Override
  public CompletableFuture<Boolean> createUser(UserBean user) {
    return CompletableFuture.completedFuture(users.createUser(user));
  }

  @Override
  public CompletableFuture<UserBean> getUser(long id) {
    return CompletableFuture.completedFuture(users.getUser(id));
  }

  @Override
  public CompletableFuture<PageBean> listUser(int page) {
    return CompletableFuture.completedFuture(users.listUser(page));
  }
}
