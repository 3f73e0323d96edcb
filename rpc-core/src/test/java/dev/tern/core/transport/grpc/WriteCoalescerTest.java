package dev.tern.core.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriteCoalescerTest {
  private final List<ByteBuf> given = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel();

  WriteCoalescerTest() {
    WriteCoalescer.install(channel);
  }

  @AfterEach
  void nothingIsHeldAnyMore() {
    channel.finishAndReleaseAll();
    assertThat(given).allMatch(buffer -> buffer.refCnt() == 0);
  }

  private ChannelPromise write(String text) {
    return write(text, channel.newPromise());
  }

  private ChannelPromise write(String text, ChannelPromise promise) {
    ByteBuf buffer = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    given.add(buffer);
    channel.write(buffer, promise);
    return promise;
  }

  private List<String> sent() {
    List<String> texts = new ArrayList<>();
    for (ByteBuf sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
      texts.add(sent.toString(StandardCharsets.US_ASCII));
      sent.release();
    }
    return texts;
  }

  @Test
  void smallBuffersLeaveAsOneInTheirOrderWithTheFlush() {
    List<ChannelPromise> promises = List.of(write("a"), write("bc"), write(""), write("d"));
    assertThat(sent()).isEmpty();
    assertThat(promises).noneMatch(ChannelPromise::isDone);
    assertThat(WriteCoalescer.holdsBack(channel)).isTrue();
    channel.flush();
    assertThat(sent()).containsExactly("abcd");
    assertThat(promises).allMatch(ChannelPromise::isSuccess);
    assertThat(WriteCoalescer.holdsBack(channel)).isFalse();
    write("e");
    channel.flush();
    assertThat(sent()).containsExactly("e");
  }

  @Test
  void aBigOneIsPassedOnBehindWhatCameBeforeIt() {
    String big = "x".repeat(5_000);
    write("a");
    write(big);
    write("b");
    channel.flush();
    assertThat(sent()).containsExactly("a", big, "b");
  }

  @Test
  void whatIsMoreThanABatchLeavesAsSeveral() {
    String part = "p".repeat(3_000);
    for (int i = 0; i < 12; i++) {
      write(part);
    }
    channel.flush();
    List<String> sent = sent();
    assertThat(sent).hasSizeBetween(2, 4);
    assertThat(String.join("", sent)).isEqualTo(part.repeat(12));
  }

  @Test
  void everyOneIsToldOfAFailure() {
    channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
      @Override
      public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ((ByteBuf) message).release();
        promise.setFailure(new IOException("broken pipe"));
      }
    });
    List<ChannelPromise> promises = List.of(write("a"), write("b"));
    channel.flush();
    assertThat(promises).allMatch(promise -> promise.cause() instanceof IOException);
  }

  @Test
  void whatWaitsForAFlushFailsWithItsConnection() {
    List<ChannelPromise> promises = List.of(write("a"), write("b"));
    channel.close();
    assertThat(promises).allMatch(promise -> promise.cause() instanceof ClosedChannelException);
  }

  @Test
  void whatWaitsWhenTheConnectionEndsByItselfFails() {
    List<ChannelPromise> promises = List.of(write("a"), write("b"));
    channel.unsafe().close(channel.unsafe().voidPromise()); // as the transport does at the end of input: past all handlers
    channel.runPendingTasks();
    assertThat(promises).allMatch(promise -> promise.cause() instanceof ClosedChannelException);
  }

  /** A batch is bigger than what is in it, and the system counts only that. */
  @Test
  void aSocketThatTakesNothingHoldsAFewBatchesAtMost() {
    List<ByteBuf> held = new ArrayList<>();
    List<ChannelPromise> unwritten = new ArrayList<>();
    channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
      @Override
      public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        held.add((ByteBuf) message);
        unwritten.add(promise);
      }
    });
    for (int i = 0; i < 1_000; i++) {
      write("" + i % 10);
      channel.flush();
    }
    assertThat(held.stream().mapToInt(ByteBuf::capacity).sum()).isLessThan(100 << 10);
    assertThat(held.stream().map(buffer -> buffer.toString(StandardCharsets.US_ASCII))).hasSize(1_000)
        .startsWith("0", "1", "2", "3", "4", "5");
    held.forEach(ByteBuf::release);
    unwritten.forEach(ChannelPromise::setSuccess);
    held.clear();
    write("a");
    write("b");
    channel.flush();
    assertThat(held).as("it takes more again").singleElement();
    held.forEach(ByteBuf::release);
  }

  @Test
  void whatWasCancelledIsNotWritten() {
    ChannelPromise cancelled = channel.newPromise();
    cancelled.cancel(false);
    write("a");
    write("b", cancelled);
    write("c");
    channel.flush();
    assertThat(sent()).containsExactly("ac");
  }

  @Test
  void aWriteThatNobodyWaitsForKeepsItsPlace() {
    write("a");
    write("b", channel.voidPromise());
    write("c");
    channel.flush();
    assertThat(sent()).containsExactly("a", "b", "c");
  }
}
