package dev.tern.benchmarks.call;

import dev.tern.benchmarks.pb.Email;
import dev.tern.benchmarks.pb.Found;
import dev.tern.benchmarks.pb.PageNo;
import dev.tern.benchmarks.pb.UserId;
import dev.tern.benchmarks.pb.UserServiceGrpc;
import io.grpc.stub.StreamObserver;

/** What a user of stock gRPC writes: the generated base class, messages built for each call. */
final class StockService extends UserServiceGrpc.UserServiceImplBase {
  @Override
  public void existUser(Email request, StreamObserver<Found> reply) {
    answer(reply, Found.newBuilder().setValue(!request.getEmail().isEmpty()).build());
  }

  @Override
  public void createUser(dev.tern.benchmarks.pb.User request, StreamObserver<Found> reply) {
    answer(reply, Found.newBuilder().setValue(request.getId() > 0).build());
  }

  @Override
  public void getUser(UserId request, StreamObserver<dev.tern.benchmarks.pb.User> reply) {
    answer(reply, user(request.getId()));
  }

  @Override
  public void listUser(PageNo request, StreamObserver<dev.tern.benchmarks.pb.UserPage> reply) {
    dev.tern.benchmarks.pb.UserPage.Builder page =
        dev.tern.benchmarks.pb.UserPage.newBuilder().setPageNo(request.getNo()).setTotal(1000);
    for (int i = 0; i < UserPage.SIZE; i++) {
      page.addResult(user(i));
    }
    answer(reply, page.build());
  }

  static dev.tern.benchmarks.pb.User user(long id) {
    User sample = User.sample(id);
    return dev.tern.benchmarks.pb.User.newBuilder().setId(id).setName(sample.name()).setSex(sample.sex())
        .setBirthday(sample.birthday()).setEmail(sample.email()).setMobile(sample.mobile())
        .setAddress(sample.address()).setIcon(sample.icon()).addAllPermissions(sample.permissions())
        .setStatus(sample.status()).setCreateTime(sample.createTime()).setUpdateTime(sample.updateTime())
        .setActive(sample.active()).setScore(sample.score()).build();
  }

  private static <T> void answer(StreamObserver<T> reply, T value) {
    reply.onNext(value);
    reply.onCompleted();
  }
}
