package dev.tern.benchmarks.process;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** All that is compared, in the order of tables: a module below {@code benchmarks/peers}, a class in it, a variant. */
public enum Peers {
  GRPC_DEFAULT("grpc", "grpc.GrpcPeer", "default", "grpc-core", "generated stubs, defaults of channel and server"),
  GRPC_TUNED("grpc", "grpc.GrpcPeer", "tuned", "grpc-core",
      "generated stubs, direct executors, no retry, fixed window: user code on event loops"),
  TERN_DEFAULT("tern", "tern.TernPeer", "default", "tern",
      "defaults: annotated interface, records, registry, `round_robin`, failover, deadlines, filters, statistics;"
          + " handlers on their pool, continuations on the client's"),
  TERN_NONBLOCKING("tern", "tern.TernPeer", "nonblocking", "tern",
      "the same with `nonBlocking` handlers and `completeOnEventLoop()`"),
  NETTY_RAW("netty-raw", "raw.RawPeer", "", "netty-handler",
      "the floor: the same messages with a length in front, one connection, handlers on the event loop"),
  ARMERIA("armeria", "armeria.ArmeriaPeer", "", "armeria-grpc",
      "gRPC, generated stubs, defaults: handlers on event loops"),
  DUBBO_TRI("dubbo", "dubbo.DubboPeer", "tri", "dubbo", "protocol `tri`, plain interface, defaults; 400 threads"),
  DUBBO_TRI_IDL("dubbo", "dubbo.DubboPeer", "tri-idl", "dubbo",
      "protocol `tri`, service and messages generated, defaults; 400 threads"),
  DUBBO_DUBBO("dubbo", "dubbo.DubboPeer", "dubbo", "dubbo",
      "protocol `dubbo`, plain interface, Hessian 2, defaults; 400 threads"),
  DUBBO_FASTJSON2("dubbo", "dubbo.DubboPeer", "dubbo-fastjson2", "dubbo",
      "the same with Fastjson 2, which its guide prefers since 3.2"),
  SOFA_BOLT("sofarpc", "sofarpc.SofaPeer", "", "sofa-rpc-all",
      "protocol `bolt`, plain interface, Hessian 2, defaults; 400 threads, a callback queue of 10000,"
          + " no log of calls"),
  MOTAN("motan", "motan.MotanPeer", "motan2", "motan-core",
      "protocol `motan2`, plain interface, Hessian 2, defaults; continuations on threads of their own"),
  TERN_CONNECTIONS_4("tern", "tern.TernPeer", "connections-4", "tern",
      "`tern-default` with 4 connections to the provider"),
  TERN_PROVIDERS_3(TERN_DEFAULT, 3, "`tern-default` with 3 providers"),
  TERN_PROVIDERS_30(TERN_DEFAULT, 30, "`tern-default` with 30 providers, each with 96 MiB of heap and C1 only"),
  GRPC_PROVIDERS_3(GRPC_DEFAULT, 3, "`grpc-default` with 3 servers, `round_robin`"),
  GRPC_PROVIDERS_30(GRPC_DEFAULT, 30,
      "`grpc-default` with 30 servers, `round_robin`, each with 96 MiB of heap and C1 only");

  private static final String PACKAGE = "dev.tern.benchmarks.peers.";

  private final String module;
  private final String type;
  private final String variant;
  private final String library;
  private final String about;
  private final int providers;

  Peers(String module, String type, String variant, String library, String about) {
    this(module, type, variant, library, about, 1);
  }

  Peers(Peers one, int providers, String about) {
    this(one.module, one.type, one.variant, one.library, about, providers);
  }

  Peers(String module, String type, String variant, String library, String about, int providers) {
    this.module = module;
    this.type = type;
    this.variant = variant;
    this.library = library;
    this.about = about;
    this.providers = providers;
  }

  /** What a run compares unless told. */
  public static List<Peers> usual() {
    return Stream.of(values()).filter(peer -> peer.ordinal() <= MOTAN.ordinal()).toList();
  }

  /** What a quick run compares. */
  public static List<Peers> few() {
    return List.of(TERN_DEFAULT, TERN_NONBLOCKING, GRPC_DEFAULT, GRPC_TUNED, NETTY_RAW);
  }

  /** What shows whether connections and providers cost anything. */
  public static List<Peers> scaling() {
    return List.of(TERN_DEFAULT, TERN_CONNECTIONS_4, TERN_PROVIDERS_3, TERN_PROVIDERS_30, GRPC_DEFAULT,
        GRPC_PROVIDERS_3, GRPC_PROVIDERS_30);
  }

  /** The peer of that label. */
  public static Peers of(String label) {
    return Arrays.stream(values()).filter(peer -> peer.label().equals(label)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("Unknown peer \"" + label + "\". Known: "
            + String.join(", ", Arrays.stream(values()).map(Peers::label).toList()) + "."));
  }

  /** {@code tern-default}, as tables name it. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** How it is set up, in Markdown. */
  public String about() {
    return about;
  }

  /** How many processes serve. */
  public int providers() {
    return providers;
  }

  /** What its processes load. */
  public ClassPath classPath() {
    return ClassPath.of(module);
  }

  /** The version that is measured. */
  public String version() {
    return classPath().version(library);
  }

  String type() {
    return PACKAGE + type;
  }

  String variant() {
    return variant;
  }
}
