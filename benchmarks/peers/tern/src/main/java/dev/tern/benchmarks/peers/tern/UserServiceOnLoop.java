package dev.tern.benchmarks.peers.tern;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.benchmarks.call.User;
import dev.tern.benchmarks.call.UserPage;

/** The same service as a provider offers it whose handlers never block. */
@RpcService(name = "bench.UserService")
public interface UserServiceOnLoop {
  @RpcMethod(nonBlocking = true)
  boolean existUser(String email);

  @RpcMethod(nonBlocking = true)
  boolean createUser(User user);

  @RpcMethod(nonBlocking = true)
  User getUser(long id);

  @RpcMethod(nonBlocking = true)
  UserPage listUser(int page);
}
