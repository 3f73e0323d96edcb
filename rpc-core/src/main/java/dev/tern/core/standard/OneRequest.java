package dev.tern.core.standard;

import dev.tern.api.Code;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.ServerCall;
import dev.tern.core.wire.MalformedMessageException;
import dev.tern.core.wire.WireReader;
import org.jspecify.annotations.Nullable;

/**
 * A call with one request, which names something or nothing. Reads it, refuses what is none, and answers once the peer
 * has sent all. On transport threads, one at a time.
 */
abstract class OneRequest implements ServerCall.Listener {
  private static final int NAME = 1;

  private final ServerCall call;
  private @Nullable String name;
  private boolean refused;

  OneRequest(ServerCall call) {
    this.call = call;
  }

  /** Called once, with the name in the request; empty if there is none in it. */
  abstract void answer(ServerCall call, String named);

  @Override
  public final void onMessage(ReadBuffer message) {
    if (name != null) {
      refuse("the request has more than one message");
      return;
    }
    try {
      name = nameIn(WireReader.of(message));
    } catch (MalformedMessageException e) {
      refuse("the request cannot be decoded: " + e.getMessage());
    }
  }

  private String nameIn(WireReader request) {
    String found = "";
    while (request.next()) {
      if (request.isBytes(NAME)) {
        if (request.length() > HealthStates.MAX_NAME_BYTES) {
          throw new MalformedMessageException("a name of " + request.length() + " bytes (expected: at most "
              + HealthStates.MAX_NAME_BYTES + ")");
        }
        found = request.text();
      }
    }
    return found;
  }

  @Override
  public final void onUnreadable(Code code, String message) {
    refuse(code, message);
  }

  private void refuse(String reason) {
    refuse(Code.INVALID_ARGUMENT, reason);
  }

  private void refuse(Code code, String reason) {
    if (!refused) {
      refused = true;
      call.fail(code, reason, Headers.empty());
    }
  }

  @Override
  public final void onHalfClose() {
    if (refused) {
      return;
    }
    if (name == null) {
      refuse("the request has no message");
      return;
    }
    answer(call, name);
  }

  @Override
  public void onCancel() {
    refused = true;
  }
}
