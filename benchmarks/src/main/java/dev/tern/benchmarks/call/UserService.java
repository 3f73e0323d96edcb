package dev.tern.benchmarks.call;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;

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
