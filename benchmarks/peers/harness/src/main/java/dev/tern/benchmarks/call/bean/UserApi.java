package dev.tern.benchmarks.call.bean;

/** The field's standard work, blocking. */
public interface UserApi {
  boolean existUser(String email);

  boolean createUser(UserBean user);

  UserBean getUser(long id);

  PageBean listUser(int page);
}
