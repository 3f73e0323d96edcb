package dev.tern.it;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.it.pb.Chunk;
import dev.tern.it.pb.Sum;
import dev.tern.it.pb.Want;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

/** What {@link StreamServer} offers, in every style of a Java method. */
interface Streams {
  @RpcService(name = "dev.tern.it.pb.Streams")
  interface Publishers {
    @RpcMethod(name = "Down")
    Flow.Publisher<Chunk> down(Want want);

    @RpcMethod(name = "Up")
    CompletableFuture<Sum> up(Flow.Publisher<Chunk> chunks);

    @RpcMethod(name = "Both")
    Flow.Publisher<Chunk> both(Flow.Publisher<Chunk> chunks);
  }

  @RpcService(name = "dev.tern.it.pb.Streams")
  interface Iterators {
    @RpcMethod(name = "Down")
    Iterator<Chunk> down(Want want);

    @RpcMethod(name = "Both")
    Iterator<Chunk> both(Flow.Publisher<Chunk> chunks);
  }

  @RpcService(name = "dev.tern.it.pb.Streams")
  interface Lazy {
    @RpcMethod(name = "Down")
    Stream<Chunk> down(Want want);

    @RpcMethod(name = "Both")
    Stream<Chunk> both(Flow.Publisher<Chunk> chunks);
  }

  @RpcService(name = "dev.tern.it.pb.Streams")
  interface Idempotent {
    @RpcMethod(name = "Down", idempotent = true)
    Flow.Publisher<Chunk> down(Want want);

    @RpcMethod(name = "Up", idempotent = true)
    CompletableFuture<Sum> up(Flow.Publisher<Chunk> chunks);
  }

  @RpcService(name = "dev.tern.it.pb.Streams")
  interface Limited {
    @RpcMethod(name = "Down", timeout = "400ms")
    Flow.Publisher<Chunk> down(Want want);

    @RpcMethod(name = "Up", timeout = "400ms")
    CompletableFuture<Sum> up(Flow.Publisher<Chunk> chunks);
  }

  static Want want(int count, int bytes, String then) {
    return Want.newBuilder().setCount(count).setBytes(bytes).setThen(then).build();
  }

  static Want want(int count) {
    return want(count, 1, "");
  }
}
