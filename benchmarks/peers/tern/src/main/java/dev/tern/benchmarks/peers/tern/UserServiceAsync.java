package dev.tern.benchmarks.peers.tern;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.benchmarks.call.User;
import dev.tern.benchmarks.call.UserPage;
import java.util.concurrent.CompletableFuture;

/** The same service as a consumer with futures sees it. */
@RpcService(name = "bench.UserService")
public interface UserServiceAsync {
  @RpcMethod(idempotent = true)
  CompletableFuture<Boolean> existUser(String email);

  CompletableFuture<Boolean> createUser(User user);

  @RpcMethod(idempotent = true)
  CompletableFuture<User> getUser(long id);

  @RpcMethod(idempotent = true)
  CompletableFuture<UserPage> listUser(int page);
}
