package dev.tern.benchmarks.stubs;

import dev.tern.benchmarks.pb.Email;
import dev.tern.benchmarks.pb.Found;
import dev.tern.benchmarks.pb.PageNo;
import dev.tern.benchmarks.pb.User;
import dev.tern.benchmarks.pb.UserId;
import dev.tern.benchmarks.pb.UserPage;
import dev.tern.benchmarks.pb.UserServiceGrpc;
import io.grpc.stub.StreamObserver;

/** What a user of gRPC-Java writes: the generated base class, messages built for each call. */
public final class StubService extends UserServiceGrpc.UserServiceImplBase {
  @Override
  public void existUser(Email request, StreamObserver<Found> reply) {
    answer(reply, Messages.found(request));
  }

  @Override
  public void createUser(User request, StreamObserver<Found> reply) {
    answer(reply, Messages.created(request));
  }

  @Override
  public void getUser(UserId request, StreamObserver<User> reply) {
    answer(reply, Messages.user(request.getId()));
  }

  @Override
  public void listUser(PageNo request, StreamObserver<UserPage> reply) {
    answer(reply, Messages.page(request));
  }

  private static <T> void answer(StreamObserver<T> reply, T value) {
    reply.onNext(value);
    reply.onCompleted();
  }
}
