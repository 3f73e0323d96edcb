package dev.tern.benchmarks.peers.raw;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.MessageLite;
import dev.tern.benchmarks.call.Work;
import dev.tern.benchmarks.pb.Email;
import dev.tern.benchmarks.pb.PageNo;
import dev.tern.benchmarks.pb.User;
import dev.tern.benchmarks.pb.UserId;
import dev.tern.benchmarks.stubs.Messages;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;

/** Answers each request where it arrives; all replies to what one read brought leave together. */
final class RawService extends Frames {
  @Override
  void arrived(ChannelHandlerContext context, int call, Work.Method method, CodedInputStream message)
      throws IOException {
    context.write(Frames.of(context.alloc(), call, method, answer(method, message)), context.voidPromise());
  }

  private static MessageLite answer(Work.Method method, CodedInputStream request) throws IOException {
    return switch (method) {
      case EXIST_USER -> Messages.found(Email.parser().parseFrom(request));
      case CREATE_USER -> Messages.created(User.parser().parseFrom(request));
      case GET_USER -> Messages.user(UserId.parser().parseFrom(request).getId());
      case LIST_USER -> Messages.page(PageNo.parser().parseFrom(request));
    };
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    super.channelReadComplete(context);
    context.flush();
  }
}
