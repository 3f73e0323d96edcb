package dev.tern.benchmarks.codec;

import dev.tern.benchmarks.call.User;
import dev.tern.benchmarks.call.UserPage;
import java.util.ArrayList;
import java.util.List;

/** Between generated messages and the application's records, as one writes it by hand. */
final class Mapping {
  private Mapping() {}

  static dev.tern.benchmarks.pb.User message(User user) {
    return dev.tern.benchmarks.pb.User.newBuilder()
        .setId(user.id())
        .setName(user.name())
        .setSex(user.sex())
        .setBirthday(user.birthday())
        .setEmail(user.email())
        .setMobile(user.mobile())
        .setAddress(user.address())
        .setIcon(user.icon())
        .addAllPermissions(user.permissions())
        .setStatus(user.status())
        .setCreateTime(user.createTime())
        .setUpdateTime(user.updateTime())
        .setActive(user.active())
        .setScore(user.score())
        .build();
  }

  static User user(dev.tern.benchmarks.pb.User message) {
    return new User(message.getId(), message.getName(), message.getSex(), message.getBirthday(), message.getEmail(),
        message.getMobile(), message.getAddress(), message.getIcon(), new ArrayList<>(message.getPermissionsList()),
        message.getStatus(), message.getCreateTime(), message.getUpdateTime(), message.getActive(),
        message.getScore());
  }

  static dev.tern.benchmarks.pb.UserPage message(UserPage page) {
    dev.tern.benchmarks.pb.UserPage.Builder message = dev.tern.benchmarks.pb.UserPage.newBuilder()
        .setPageNo(page.pageNo())
        .setTotal(page.total());
    for (User user : page.result()) {
      message.addResult(message(user));
    }
    return message.build();
  }

  static UserPage page(dev.tern.benchmarks.pb.UserPage message) {
    List<User> users = new ArrayList<>(message.getResultCount());
    for (dev.tern.benchmarks.pb.User user : message.getResultList()) {
      users.add(user(user));
    }
    return new UserPage(message.getPageNo(), message.getTotal(), users);
  }
}
