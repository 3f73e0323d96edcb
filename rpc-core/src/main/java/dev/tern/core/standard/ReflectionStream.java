package dev.tern.core.standard;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.ServerCall;
import dev.tern.core.standard.OpenStreams.Admission;
import dev.tern.core.wire.MalformedMessageException;
import dev.tern.core.wire.WireWriter;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer that asks for descriptions, one request after another: the next is taken once the answer to the last one was
 * sent, so that no peer makes answers pile up. Safe for many threads.
 */
final class ReflectionStream implements ServerCall.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(ReflectionStream.class);

  /** Names are short; what is longer asks for something else. */
  private static final int MAX_REQUEST_BYTES = 8 << 10;

  private final ServerCall call;
  private final ReflectionService reflection;
  private @Nullable WireWriter unsent;
  private boolean halfClosed;
  private boolean over;

  private ReflectionStream(ServerCall call, ReflectionService reflection) {
    this.call = call;
    this.reflection = reflection;
  }

  static ReflectionStream start(ServerCall call, ReflectionService reflection) {
    ReflectionStream stream = new ReflectionStream(call, reflection);
    stream.open();
    return stream;
  }

  private synchronized void open() {
    Admission admission = reflection.streams().admit(this, call.connection());
    if (admission != Admission.OPEN) {
      fail(admission == Admission.FULL ? Code.RESOURCE_EXHAUSTED : Code.UNAVAILABLE,
          admission == Admission.FULL ? "too many ask for descriptions at once" : "the provider is closing");
      return;
    }
    call.sendHeaders(Headers.empty());
    call.request(1);
  }

  @Override
  public synchronized void onMessage(ReadBuffer message) {
    if (over) {
      return;
    }
    if (message.remaining() > MAX_REQUEST_BYTES) {
      fail(Code.INVALID_ARGUMENT, "a request of " + message.remaining() + " bytes (expected: at most "
          + MAX_REQUEST_BYTES + ")");
      return;
    }
    try {
      unsent = reflection.answer(Arrays.copyOfRange(message.array(), message.position(), message.limit()));
    } catch (MalformedMessageException e) {
      fail(Code.INVALID_ARGUMENT, "the request cannot be decoded: " + e.getMessage());
      return;
    }
    proceed();
  }

  @Override
  public synchronized void onHalfClose() {
    halfClosed = true;
    proceed();
  }

  @Override
  public synchronized void onUnreadable(Code code, String message) {
    if (!over) {
      fail(code, message);
    }
  }

  @Override
  public synchronized void onReady() {
    proceed();
  }

  @Override
  public synchronized void onCancel() {
    over = true;
    reflection.streams().remove(this);
  }

  private void proceed() {
    WireWriter answer = unsent;
    if (!over && answer != null && call.isReady()) {
      try {
        call.send(answer);
      } catch (RpcException e) { // longer than a message may be
        fail(e.code(), "the description cannot be sent: " + e.getMessage());
        return;
      } catch (RejectedExecutionException e) {
        LOG.debug("A description has nowhere to go, the server is closed", e);
        onCancel();
        return;
      }
      unsent = null;
      if (!halfClosed) {
        call.request(1);
      }
    }
    if (!over && halfClosed && unsent == null) {
      over = true;
      reflection.streams().remove(this);
      call.complete();
    }
  }

  /** The server goes: a tool that keeps its stream open does not keep the server. */
  synchronized void end() {
    if (!over) {
      fail(Code.UNAVAILABLE, "the provider is closing");
    }
  }

  private void fail(Code code, String text) {
    over = true;
    unsent = null;
    reflection.streams().remove(this);
    try {
      call.fail(code, text, Headers.empty());
    } catch (RejectedExecutionException e) {
      LOG.debug("A stream of descriptions cannot be ended, the server is closed", e);
    }
  }
}
