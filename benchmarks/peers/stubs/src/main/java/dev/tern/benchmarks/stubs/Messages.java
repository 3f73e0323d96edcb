package dev.tern.benchmarks.stubs;

import dev.tern.benchmarks.call.UserPage;
import dev.tern.benchmarks.call.Work;
import dev.tern.benchmarks.pb.Email;
import dev.tern.benchmarks.pb.Found;
import dev.tern.benchmarks.pb.PageNo;
import dev.tern.benchmarks.pb.User;
import dev.tern.benchmarks.pb.UserId;

/** What travels, as generated messages, each made afresh. */
public final class Messages {
  private Messages() {}

  /** Request of existUser. */
  public static Email email() {
    return Email.newBuilder().setEmail(Work.EMAIL).build();
  }

  /** Request of getUser. */
  public static UserId id(long number) {
    return UserId.newBuilder().setId(number).build();
  }

  /** Request of listUser. */
  public static PageNo page(long number) {
    return PageNo.newBuilder().setNo((int) number).build();
  }

  /** Request of createUser and reply of getUser. */
  public static User user(long id) {
    dev.tern.benchmarks.call.User sample = dev.tern.benchmarks.call.User.sample(id);
    return User.newBuilder().setId(id).setName(sample.name()).setSex(sample.sex())
        .setBirthday(sample.birthday()).setEmail(sample.email()).setMobile(sample.mobile())
        .setAddress(sample.address()).setIcon(sample.icon()).addAllPermissions(sample.permissions())
        .setStatus(sample.status()).setCreateTime(sample.createTime()).setUpdateTime(sample.updateTime())
        .setActive(sample.active()).setScore(sample.score()).build();
  }

  /** Reply of existUser. */
  public static Found found(Email request) {
    return Found.newBuilder().setValue(!request.getEmail().isEmpty()).build();
  }

  /** Reply of createUser. */
  public static Found created(User request) {
    return Found.newBuilder().setValue(request.getId() > 0).build();
  }

  /** Reply of listUser. */
  public static dev.tern.benchmarks.pb.UserPage page(PageNo request) {
    dev.tern.benchmarks.pb.UserPage.Builder page =
        dev.tern.benchmarks.pb.UserPage.newBuilder().setPageNo(request.getNo()).setTotal(UserPage.TOTAL);
    for (int i = 0; i < UserPage.SIZE; i++) {
      page.addResult(user(i));
    }
    return page.build();
  }

  /** The same as a record. */
  public static dev.tern.benchmarks.call.User record(User user) {
    return new dev.tern.benchmarks.call.User(user.getId(), user.getName(), user.getSex(), user.getBirthday(),
        user.getEmail(), user.getMobile(), user.getAddress(), user.getIcon(), user.getPermissionsList(),
        user.getStatus(), user.getCreateTime(), user.getUpdateTime(), user.getActive(), user.getScore());
  }

  /** The same as a record. */
  public static UserPage record(dev.tern.benchmarks.pb.UserPage page) {
    return new UserPage(page.getPageNo(), page.getTotal(),
        page.getResultList().stream().map(Messages::record).toList());
  }

  /** Whether this is the reply of existUser or createUser that was hoped for. */
  public static boolean right(Found reply) {
    return reply.getValue();
  }

  /** Whether this is the user that was asked for. */
  public static boolean right(User reply, long number) {
    return reply.getId() == number;
  }

  /** Whether this is a whole page. */
  public static boolean right(dev.tern.benchmarks.pb.UserPage reply) {
    return reply.getResultCount() == UserPage.SIZE;
  }
}
