package dev.tern.benchmarks.peers.tern;

import dev.tern.benchmarks.call.User;
import dev.tern.benchmarks.call.UserPage;

/** Answers both ways, building everything afresh for each call. */
final class Users {
  private Users() {}

  static final class Pooled implements UserService {
    @Override
    public boolean existUser(String email) {
      return !email.isEmpty();
    }

    @Override
    public boolean createUser(User user) {
      return user.id() > 0;
    }

    @Override
    public User getUser(long id) {
      return User.sample(id);
    }

    @Override
    public UserPage listUser(int page) {
      return UserPage.sample(page);
    }
  }

  static final class OnLoop implements UserServiceOnLoop {
    private final Pooled pooled = new Pooled();

    @Override
    public boolean existUser(String email) {
      return pooled.existUser(email);
    }

    @Override
    public boolean createUser(User user) {
      return pooled.createUser(user);
    }

    @Override
    public User getUser(long id) {
      return pooled.getUser(id);
    }

    @Override
    public UserPage listUser(int page) {
      return pooled.listUser(page);
    }
  }
}
