package dev.tern.benchmarks.call.bean;

import java.util.concurrent.CompletableFuture;

/** The same with futures. */
public interface UserApiAsync {
  CompletableFuture<Boolean> existUser(String email);

  CompletableFuture<Boolean> createUser(UserBean user);

  CompletableFuture<UserBean> getUser(long id);

  CompletableFuture<PageBean> listUser(int page);
}
