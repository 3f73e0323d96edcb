package dev.tern.benchmarks.peers.tern;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.benchmarks.call.User;
import dev.tern.benchmarks.call.UserPage;

/** The field's standard work, blocking. */
@RpcService(name = "bench.UserService")
public interface UserService {
  @RpcMethod(idempotent = true)
  boolean existUser(String email);

  boolean createUser(User user);

  @RpcMethod(idempotent = true)
  User getUser(long id);

  @RpcMethod(idempotent = true)
  UserPage listUser(int page);
}
