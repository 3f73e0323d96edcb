package dev.tern.core.provider;

import dev.tern.api.Code;
import dev.tern.api.NanoClock;
import dev.tern.api.ServiceId;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.MethodKind;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.ServerCall;
import dev.tern.api.spi.ServerRoute;
import dev.tern.core.overload.Refusal;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One path, and every group and version of its service that this server offers. Selects by what the call's headers
 * say, and refuses what is too much, before a byte of its message is decoded.
 */
final class PathRoute implements ServerRoute {
  private static final String CONTENT_TYPE = "content-type";
  private static final String GRPC = "application/grpc";
  private static final String DEFAULT_CODEC = "proto";

  private final String path;
  private final List<MethodBinding> bindings;
  private final @Nullable MethodBinding unnamed;
  private final NanoClock clock;
  private final StreamLimits streams;

  /** @throws IllegalArgumentException if the methods differ in what travels: one path has one kind */
  PathRoute(String path, List<MethodBinding> bindings, NanoClock clock, StreamLimits streams) {
    for (MethodBinding binding : bindings) {
      MethodContract first = bindings.get(0).contract();
      if (binding.contract().kind() != first.kind()) {
        throw new IllegalArgumentException(path + " is " + first.kind() + " in " + first.service() + " and "
            + binding.contract().kind() + " in " + binding.contract().service()
            + ": groups and versions of a service may not differ in this. Give one another name on the wire.");
      }
    }
    this.path = path;
    this.bindings = List.copyOf(bindings);
    this.clock = clock;
    this.streams = streams;
    this.unnamed = bindings.size() == 1 ? bindings.get(0) : find("", "");
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public MethodKind kind() {
    return bindings.get(0).contract().kind();
  }

  @Override
  public ServerCall.Listener start(ServerCall call, Headers headers) {
    String group = headers.get(Headers.GROUP);
    String version = headers.get(Headers.VERSION);
    MethodBinding binding = group == null && version == null ? unnamed
        : find(group == null ? "" : group, version == null ? "" : version);
    if (binding == null) {
      call.fail(Code.UNIMPLEMENTED, noBinding(group, version), Rejection.NOT_EXECUTED);
      return Dispatcher.Ignored.INSTANCE;
    }
    String subtype = codecOf(headers);
    OfferedCodec codec = binding.codecs().get(subtype);
    if (codec == null) {
      call.fail(Code.UNIMPLEMENTED, "no codec \"" + UnknownPaths.printable(subtype) + "\" here\n  This provider has: "
          + binding.codecs().values().stream().map(OfferedCodec::name).sorted()
          .collect(Collectors.joining(", ")), Rejection.NOT_EXECUTED);
      return Dispatcher.Ignored.INSTANCE;
    }
    long entered = binding.gate().enter();
    if (entered < 0) {
      Refusal refusal = binding.gate().refusal(entered);
      call.fail(refusal.code(), refusal.message(), refusal.trailers());
      return Dispatcher.Ignored.INSTANCE;
    }
    return kind() == MethodKind.UNARY ? new UnaryServerCall(binding, codec, call, headers, clock, entered)
        : StreamServerCall.start(binding, codec, call, headers, clock, streams, entered);
  }

  private @Nullable MethodBinding find(String group, String version) {
    for (MethodBinding binding : bindings) {
      ServiceId id = binding.contract().service();
      if (id.group().equals(group) && id.version().equals(version)) {
        return binding;
      }
    }
    return null;
  }

  private static String codecOf(Headers headers) {
    String named = headers.get(Headers.CODEC);
    if (named != null) {
      return named;
    }
    String type = headers.get(CONTENT_TYPE);
    if (type == null || type.equals(GRPC) || !type.startsWith(GRPC + "+")) {
      return DEFAULT_CODEC;
    }
    int end = type.indexOf(';');
    return type.substring(GRPC.length() + 1, end < 0 ? type.length() : end);
  }

  private String noBinding(@Nullable String group, @Nullable String version) {
    ServiceId first = bindings.get(0).contract().service();
    String asked = "group \"" + UnknownPaths.printable(group == null ? "" : group) + "\", version \""
        + UnknownPaths.printable(version == null ? "" : version) + "\"";
    return "no " + first.name() + " of " + asked + " here\n  This provider offers: " + bindings.stream()
        .map(binding -> binding.contract().service())
        .map(id -> "group \"" + id.group() + "\", version \"" + id.version() + "\"")
        .sorted().collect(Collectors.joining("; "));
  }
}
