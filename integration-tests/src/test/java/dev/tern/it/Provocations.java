package dev.tern.it;

import com.sun.net.httpserver.HttpServer;
import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.RpcService;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.core.RpcClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/** Makes each failure happen that docs/errors.md tells of, by its name there. */
final class Provocations {
  /** Makes one failure happen. */
  interface Provocation {
    RpcException in(World world) throws Exception;
  }

  record Note(String text) {
    Note {
      if (text.equals("refused")) {
        throw new IllegalArgumentException("s3cr3t");
      }
    }
  }

  static final class Torn extends Exception {
    private static final long serialVersionUID = 1L;

    Torn(String message) {
      super(message);
    }
  }

  @RpcService(name = "demo.Notes")
  interface Notes {
    Note echo(Note note) throws Torn;
  }

  /** The same service, as those know it who cannot read it. */
  @RpcService(name = "demo.Notes")
  interface OtherNotes {
    Blob echo(Blob note);
  }

  /** What a {@link Note} holds, without its rules. */
  record Plain(String text) {}

  /** The same service, by who knows neither rules nor errors. */
  @RpcService(name = "demo.Notes")
  interface OldNotes {
    Plain echo(Plain note);

    Plain gone(Plain note);
  }

  record Blob(byte[] text) {}

  private static final Notes ECHO = note -> switch (note.text()) {
    case "null" -> null;
    case "broken" -> throw new IllegalStateException("s3cr3t");
    case "torn" -> throw new Torn("it is torn");
    case "long" -> new Note("x".repeat(100_000));
    default -> note;
  };

  private Provocations() {}

  static Map<String, Provocation> all() {
    Map<String, Provocation> all = new LinkedHashMap<>();
    onTheWay(all);
    ofTheConsumer(all);
    ofTheProvider(all);
    return all;
  }

  private static void onTheWay(Map<String, Provocation> all) {
    all.put("no-endpoint", world -> {
      Work work = world.closing(new World(World.Registry.MEMORY, Path.of("unused"))).client().create(Work.class);
      return Failing.call(() -> work.once("a", 0));
    });
    all.put("registry-silent", world -> {
      RpcClient client = world.closing(RpcClient.builder().registry("zookeeper://" + Peers.refusing())
          .startTimeout(Duration.ofMillis(500)).withoutSnapshot().build());
      return Failing.call(() -> client.create(Work.class));
    });
    all.put("client-closed", world -> {
      RpcClient client = world.direct(Peers.refusing());
      Work work = client.create(Work.class);
      client.close();
      return Failing.call(() -> work.once("a", 0));
    });
    all.put("closed-meanwhile", world -> {
      try (StockServer silent = StockServer.silent()) {
        RpcClient client = world.direct(silent.address());
        CompletableFuture<String> call = client.create(Work.class).onceLater("a", 0);
        silent.headerOfNextCall("grpc-timeout");
        client.close();
        return Failing.future(call);
      }
    });
    all.put("refused", world -> once(world.direct(Peers.refusing())));
    all.put("unknown-host", world -> once(world.closing(
        RpcClient.builder().usePlaintext().direct("no-such-host.invalid:4711").build())));
    all.put("no-grpc", world -> {
      HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      web.start();
      world.closing(() -> web.stop(0));
      return once(world.direct("127.0.0.1:" + web.getAddress().getPort()));
    });
    all.put("provider-died", world -> {
      try (ChildJvm provider = ChildJvm.start(WorkMain.class, "far", "-", "-")) {
        Work work = world.direct(provider.await("ready ")).create(Work.class);
        return Failing.call(() -> work.crash("a"));
      }
    });
    all.put("plaintext", world -> once(world.direct("192.0.2.1:4711")));
    all.put("never-connected", world -> {
      try (Peers.Mute mute = Peers.mute()) {
        return once(world.closing(RpcClient.builder().direct(mute.address()).timeout(Duration.ofMillis(300)).build()));
      }
    });
    all.put("no-answer", world -> {
      try (StockServer silent = StockServer.silent()) {
        Work work = world.direct(silent.address()).create(Work.class);
        return Failing.call(() -> work.onceInTime("a", 0));
      }
    });
  }

  private static RpcException once(RpcClient client) {
    Work work = client.create(Work.class);
    return Failing.call(() -> work.once("a", 0));
  }

  private static void ofTheConsumer(Map<String, Provocation> all) {
    all.put("expired-before", world -> once(world.closing(RpcClient.builder().direct(Peers.refusing())
        .timeout(Duration.ofNanos(1)).build())));
    all.put("breaker-open", world -> {
      RpcClient client =
          world.closing(RpcClient.builder().direct(Peers.refusing()).circuitBreaker("on?calls=1").build());
      once(client);
      return once(client);
    });
    all.put("interrupted", world -> {
      try (StockServer silent = StockServer.silent()) {
        Work work = world.direct(silent.address()).create(Work.class);
        CompletableFuture<RpcException> told = new CompletableFuture<>();
        Thread caller = new Thread(() -> told.complete(Failing.call(() -> work.once("a", 0))));
        caller.start();
        silent.headerOfNextCall("grpc-timeout");
        caller.interrupt();
        return told.get(10, TimeUnit.SECONDS);
      }
    });
    all.put("argument-refused", world -> echo(world, null));
    all.put("json-refused", world -> {
      world.serve(ECHO);
      return Failing.call(() -> world.client().dynamic("demo.Notes").call("echo", "{\"text\":}"));
    });
    all.put("request-too-long", world -> {
      world.serve(ECHO);
      Notes notes = world.client(builder -> builder.maxMessageBytes(2_000)).create(Notes.class);
      return Failing.call(() -> notes.echo(new Note("x".repeat(3_000))));
    });
    all.put("reply-too-long", world -> {
      world.serve(ECHO);
      Notes notes = world.client(builder -> builder.maxMessageBytes(2_000)).create(Notes.class);
      return Failing.call(() -> notes.echo(new Note("long")));
    });
    all.put("reply-undecodable", world -> {
      world.serve((OtherNotes) blob -> new Blob(new byte[] {-1, -2}));
      return Failing.call(() -> world.client().create(Notes.class).echo(new Note("a")));
    });
    all.put("bulkhead", world -> {
      world.serve(new WorkProvider("near"));
      Work work = world.client(builder -> builder.maxActive(1)).create(Work.class);
      work.onceLater("first", 1_000);
      return Failing.future(work.onceLater("second", 0));
    });
    all.put("filter-null", world -> {
      world.serve(ECHO);
      return Failing.call(() -> world.client(builder -> builder.filter("audit", (invocation, next) -> null))
          .create(Notes.class).echo(new Note("a")));
    });
    all.put("balancer-broken", world -> {
      world.serve(ECHO);
      LoadBalancer broken = snapshot -> (invocation, tried) -> {
        throw new IllegalStateException("no idea");
      };
      return Failing.call(() -> world.client(builder -> builder.loadBalancer(() -> broken)).create(Notes.class)
          .echo(new Note("a")));
    });
  }

  private static RpcException echo(World world, Note note) {
    world.serve(ECHO);
    Notes notes = world.client().create(Notes.class);
    return Failing.call(() -> notes.echo(note));
  }

  private static void ofTheProvider(Map<String, Provocation> all) {
    all.put("unknown-service", world -> {
      world.serve(ECHO);
      return once(world.client());
    });
    all.put("unknown-method", world -> {
      world.serve(ECHO);
      return Failing.call(() -> world.client().create(OldNotes.class).gone(new Plain("a")));
    });
    all.put("unknown-binding", world -> {
      world.serve(builder -> builder.service(Notes.class, ECHO, "blue", "1"));
      return Failing.call(() -> world.client().create(Notes.class, "green", "1").echo(new Note("a")));
    });
    all.put("unknown-codec", world -> {
      world.serve(builder -> builder.service(ECHO).codecs("protobuf"));
      return Failing.call(() -> world.client(builder -> builder.codec("json")).create(Notes.class).echo(new Note("a")));
    });
    all.put("request-undecodable", world -> {
      world.serve(ECHO);
      return Failing.call(() -> world.client().create(OtherNotes.class).echo(new Blob(new byte[] {-1, -2})));
    });
    all.put("request-not-accepted", world -> {
      world.serve(ECHO);
      return Failing.call(() -> world.client().create(OldNotes.class).echo(new Plain("refused")));
    });
    all.put("request-too-long-there", world -> {
      world.serve(builder -> builder.service(ECHO).maxMessageBytes(2_000));
      return Failing.call(() -> world.client().create(Notes.class).echo(new Note("x".repeat(3_000))));
    });
    all.put("queue-full", world -> {
      CountDownLatch began = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      world.serve(builder -> builder.service((Notes) note -> {
        began.countDown();
        Awaitility.await().until(() -> end.await(10, TimeUnit.SECONDS));
        return note;
      }).handlerThreads(1).adaptiveLimit(true).handlerQueue(0));
      Notes notes = world.client().create(Notes.class);
      CompletableFuture<Void> first = CompletableFuture.runAsync(() -> Failing.told(Failing.call(() -> {
        notes.echo(new Note("first"));
        throw new RpcException(Code.UNKNOWN, "answered");
      })));
      began.await(10, TimeUnit.SECONDS);
      RpcException second = Failing.call(() -> notes.echo(new Note("second")));
      end.countDown();
      first.get(10, TimeUnit.SECONDS);
      return second;
    });
    all.put("overloaded", Provocations::overloaded);
    all.put("too-many-at-once", world -> limited(world, Map.of("max-concurrent", 1), 2));
    all.put("too-often", world -> limited(world, Map.of("rate", 1), 2));
    all.put("handler-failed", world -> echo(world, new Note("broken")));
    all.put("error-unknown-here", world -> {
      world.serve(ECHO);
      return Failing.call(() -> world.client().create(OldNotes.class).echo(new Plain("torn")));
    });
    all.put("reply-cannot-travel", world -> echo(world, new Note("null")));
    all.put("reply-too-long-there", world -> {
      world.serve(builder -> builder.service(ECHO).maxMessageBytes(2_000));
      return Failing.call(() -> world.client().create(Notes.class).echo(new Note("long")));
    });
  }

  /** The last of so many calls at once. */
  private static RpcException limited(World world, Map<String, ?> limits, int calls) {
    try (Keys keys = Keys.of("dev.tern.it.Work", "onceLater", limits)) {
      world.serve(new WorkProvider("near"));
    }
    Work work = world.client(builder -> builder.cluster("failfast")).create(Work.class); // others come back as told
    for (int i = 1; i < calls; i++) {
      work.onceLater("id" + i, 1_000);
    }
    return Failing.future(work.onceLater("last", 0));
  }

  /** Calls come twice as fast as a single thread can serve them, until one is refused. */
  private static RpcException overloaded(World world) {
    world.serve(builder -> builder.handlerThreads(1).adaptiveLimit(true).service(new WorkProvider("near") {
      @Override
      public CompletableFuture<String> safeLater(String id, int millis) {
        return CompletableFuture.completedFuture(safe(id, millis));
      }
    }));
    Work work = world.client().create(Work.class);
    for (int i = 0; i < 20; i++) {
      work.safeLater("quick" + i, 10).join(); // this is how long they take
    }
    AtomicReference<RpcException> refused = new AtomicReference<>();
    Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5)).until(() -> {
      work.safeLater("id", 10).exceptionally(failure -> {
        if (failure instanceof RpcException told && told.code() == Code.RESOURCE_EXHAUSTED) {
          refused.compareAndSet(null, told);
        }
        return null;
      });
      return refused.get() != null;
    });
    return refused.get();
  }
}
