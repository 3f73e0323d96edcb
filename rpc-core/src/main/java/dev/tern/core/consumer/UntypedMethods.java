package dev.tern.core.consumer;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.ServiceId;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.MessageCodec;
import dev.tern.api.spi.MethodCodec;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.UntypedCodec;
import dev.tern.api.spi.WriteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Calls methods of one service without its interface, on the path of all other calls. Safe for many threads. */
public final class UntypedMethods {
  /** Names may come from afar: no more are remembered than a service has methods. */
  private static final int MOST_KEPT = 256;

  private final ServiceId id;
  private final ProxyAssembly assembly;
  private final ConsumedService service;
  private final Codec codec;
  private final UntypedCodec untyped;
  private final Map<Key, MethodCaller> callers = new ConcurrentHashMap<>();

  /** @param untyped of the codec */
  public UntypedMethods(ServiceId id, ProxyAssembly assembly, ConsumedService service, Codec codec,
      UntypedCodec untyped) {
    this.id = id;
    this.assembly = assembly;
    this.service = service;
    this.codec = codec;
    this.untyped = untyped;
  }

  /** How one method is called. */
  public record Key(String method, boolean idempotent) {}

  /**
   * Calls and waits.
   *
   * @param timeout null: the client's default
   */
  public Object call(Key key, @Nullable Duration timeout, Map<String, ? extends @Nullable Object> arguments)
      throws Throwable {
    return caller(key).within(timeout).now(new Object[] {arguments});
  }

  /**
   * Calls and returns at once; cancelling the future cancels the call.
   *
   * @param timeout null: the client's default
   */
  public CompletableFuture<Object> callLater(Key key, @Nullable Duration timeout,
      Map<String, ? extends @Nullable Object> arguments) {
    return caller(key).within(timeout).later(new Object[] {arguments});
  }

  private MethodCaller caller(Key key) {
    MethodCaller known = callers.get(key);
    if (known != null) {
      return known;
    }
    MethodContract method = MethodContract.untyped(id, key.method(), key.idempotent(), null);
    MethodCaller made = assembly.caller(method, codec, new MethodCodec(new Arguments(method, untyped),
        new WholeReply(untyped), Map.of()), new UntypedErrors(untyped, codec.contentSubtype()), service);
    if (callers.size() < MOST_KEPT) {
      callers.putIfAbsent(key, made);
    }
    return made;
  }

  /** The one message that a call has in place of arguments. */
  private record Arguments(MethodContract method, UntypedCodec codec) implements MessageCodec<List<@Nullable Object>> {
    @Override
    @SuppressWarnings("unchecked") // the names are looked at when they are written
    public void write(List<@Nullable Object> value, WriteBuffer out) {
      if (!(value.get(0) instanceof Map<?, ?> message)) {
        throw RpcException.notExecuted(Code.INVALID_ARGUMENT, method.fullName()
            + ", request: no Map\n"
            + "  Filters may change the message of a call without an interface, but must leave a Map.");
      }
      try {
        codec.write((Map<String, @Nullable Object>) message, out);
      } catch (RpcException e) {
        if (e.code() != Code.INVALID_ARGUMENT) {
          throw e;
        }
        throw RpcException.notExecuted(Code.INVALID_ARGUMENT, method.fullName() + ", request: " + e.getMessage());
      }
    }

    @Override
    public List<@Nullable Object> read(ReadBuffer in) throws DecodeException {
      return List.of(codec.read(in));
    }
  }

  private record WholeReply(UntypedCodec codec) implements MessageCodec<@Nullable Object> {
    @Override
    @SuppressWarnings("unchecked")
    public void write(@Nullable Object value, WriteBuffer out) {
      codec.write((Map<String, @Nullable Object>) value, out);
    }

    @Override
    public Object read(ReadBuffer in) throws DecodeException {
      return codec.read(in);
    }
  }
}
