package dev.tern.benchmarks.peers.dubbo;

import dev.tern.benchmarks.pb.DubboUserServiceTriple;
import dev.tern.benchmarks.pb.Email;
import dev.tern.benchmarks.pb.Found;
import dev.tern.benchmarks.pb.PageNo;
import dev.tern.benchmarks.pb.User;
import dev.tern.benchmarks.pb.UserId;
import dev.tern.benchmarks.pb.UserPage;
import dev.tern.benchmarks.stubs.Messages;

/** The provider over the class that Dubbo's compiler made, messages built for each call. */
final class IdlService extends DubboUserServiceTriple.UserServiceImplBase {
  @Override
  public Found existUser(Email request) {
    return Messages.found(request);
  }

  @Override
  public Found createUser(User request) {
    return Messages.created(request);
  }

  @Override
  public User getUser(UserId request) {
    return Messages.user(request.getId());
  }

  @Override
  public UserPage listUser(PageNo request) {
    return Messages.page(request);
  }
}
