package dev.tern.benchmarks.call.bean;

/** Answers, building everything afresh for each call. */
public final class UserApiImpl implements UserApi {
  @Override
  public boolean existUser(String email) {
    return !email.isEmpty();
  }

  @Override
  public boolean createUser(UserBean user) {
    return user.getId() > 0;
  }

  @Override
  public UserBean getUser(long id) {
    return UserBean.sample(id);
  }

  @Override
  public PageBean listUser(int page) {
    return PageBean.sample(page);
  }
}
