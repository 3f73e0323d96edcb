package dev.tern.it;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.it.pb.feed.Chunk;
import dev.tern.it.pb.feed.Total;
import dev.tern.it.pb.feed.Wish;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** What feeds.proto says. A test overrides what it needs. */
@RpcService(name = "dev.tern.it.pb.feed.Feeds")
interface Feeds {
  @RpcMethod(name = "Download")
  Flow.Publisher<Chunk> download(Wish wish);

  @RpcMethod(name = "Upload")
  CompletableFuture<Total> upload(Flow.Publisher<Chunk> chunks);

  @RpcMethod(name = "Chat")
  Flow.Publisher<Chunk> chat(Flow.Publisher<Chunk> chunks);

  static Chunk chunk(long number) {
    return Chunk.newBuilder().setNumber(number).build();
  }

  static Wish wish(long count) {
    return Wish.newBuilder().setCount(count).build();
  }

  static Wish wish(long count, int bytes) {
    return Wish.newBuilder().setCount(count).setBytes(bytes).build();
  }

  /** Refuses everything. */
  class Base implements Feeds {
    @Override
    public Flow.Publisher<Chunk> download(Wish wish) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Total> upload(Flow.Publisher<Chunk> chunks) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Flow.Publisher<Chunk> chat(Flow.Publisher<Chunk> chunks) {
      throw new UnsupportedOperationException();
    }
  }
}
