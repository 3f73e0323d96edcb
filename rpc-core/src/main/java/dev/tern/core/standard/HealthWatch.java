package dev.tern.core.standard;

import dev.tern.api.Code;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.ServerCall;
import dev.tern.core.standard.OpenStreams.Admission;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Somebody who watches one name: told its status at once and after each change. A peer that reads slowly misses what
 * was over before it could be sent, never the last word. Safe for many threads.
 */
final class HealthWatch extends OneRequest {
  private static final Logger LOG = LoggerFactory.getLogger(HealthWatch.class);
  private static final int NOTHING_YET = -1;

  private final HealthService health;
  private @Nullable ServerCall open;
  private String name = "";
  private int told = NOTHING_YET;

  HealthWatch(ServerCall call, HealthService health) {
    super(call);
    this.health = health;
  }

  @Override
  synchronized void answer(ServerCall call, String named) {
    Admission admission = health.watches().admit(this, call.connection());
    if (admission == Admission.FULL) {
      call.fail(Code.RESOURCE_EXHAUSTED, "too many watch the health of this provider\n  Share one watch of each name, "
          + "or use Check.", Headers.empty());
      return;
    }
    name = named;
    open = call;
    call.sendHeaders(Headers.empty());
    refresh();
    if (admission == Admission.CLOSED) {
      end();
    }
  }

  /** Tells what is new, as far as the transport takes it. */
  synchronized void refresh() {
    if (open == null || !open.isReady()) {
      return;
    }
    int now = health.number(name);
    if (now != told) {
      told = now;
      try {
        open.send(HealthService.response(now));
      } catch (RejectedExecutionException e) {
        LOG.debug("A watch of the health has nowhere to go, the server is closed", e);
        forget();
      }
    }
  }

  /** The server goes. Such a failure lets the peer look elsewhere, where success would tell it nothing. */
  synchronized void end() {
    if (open != null) {
      try {
        open.fail(Code.UNAVAILABLE, "the provider is closing", Headers.empty());
      } catch (RejectedExecutionException e) {
        LOG.debug("A watch of the health cannot be ended, the server is closed", e);
      }
      forget();
    }
  }

  private void forget() {
    open = null;
    health.watches().remove(this);
  }

  @Override
  public void onReady() {
    refresh();
  }

  @Override
  public synchronized void onCancel() {
    super.onCancel();
    forget();
  }
}
