package dev.tern.core.filter;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Filter;
import dev.tern.api.spi.FilterFactory;
import dev.tern.api.spi.FilterFactory.Place;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.Reply;
import dev.tern.core.filter.Order.Standing;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Filters of one place, outermost first. Whatever a filter does, what comes out is a stage that ends with a reply or a
 * failure: what it throws fails the stage, and a null in place of a stage or reply is a failure that names the filter.
 */
public final class Filters {
  private final Place place;
  private final List<Standing> standing;

  private Filters(Place place, List<Standing> standing) {
    this.place = place;
    this.standing = standing;
  }

  /**
   * @param factories those found; each applies where it says
   * @param own given as objects by the user: outermost, in their order, unless names ask for something else
   * @throws IllegalArgumentException if filters stand before each other in a circle, or two have one name, naming them
   */
  public static Filters of(Place place, Collection<? extends FilterFactory> factories, List<? extends Filter> own) {
    return new Filters(place, Order.of(place, factories, own));
  }

  /** True if there is none, and so nothing to wrap. */
  public boolean isEmpty() {
    return standing.isEmpty();
  }

  /**
   * The invoker with every filter around it. No failure that comes out says wrongly that nothing was executed; on a
   * provider, one that says so rightly comes out as {@link RefusedException}.
   */
  public Invoker wrap(Invoker innermost) {
    return standing.isEmpty() ? innermost
        : invocation -> new LabelledCall(innermost, place == Place.PROVIDER).through(this, invocation);
  }

  /** One call through the filters. Its label is as its filters say. */
  public CompletionStage<Reply> invoke(Invocation invocation, Invoker innermost) {
    return enter(0, invocation, innermost);
  }

  private CompletionStage<Reply> enter(int index, Invocation invocation, Invoker innermost) {
    if (index == standing.size()) {
      return innermost.invoke(invocation);
    }
    Next next = new Next(index + 1, innermost);
    Standing one = standing.get(index);
    CompletionStage<Reply> stage;
    try {
      stage = one.filter().invoke(invocation, next);
    } catch (Throwable e) { // it is the user's code: a NoClassDefFoundError for one
      return CompletableFuture.failedFuture(e);
    }
    if (stage == null) {
      return CompletableFuture.failedFuture(fault(one, invocation, next.called, "returned null instead of a stage"));
    }
    if (stage == next.returned) {
      return stage; // passed on as it was
    }
    return stage.thenApply(reply -> {
      if (reply == null) {
        throw fault(one, invocation, next.called, "answered null instead of a Reply");
      }
      return reply;
    });
  }

  /** On a provider a fault of its own, which is for its log; on a consumer a failure as any other. */
  private RuntimeException fault(Standing filter, Invocation invocation, boolean called, String what) {
    String text = invocation.method().fullName() + ": the filter " + filter.name() + " " + what
        + "\n  Let it return what next.invoke(invocation) returned, or a stage with Reply.of(value).";
    if (place == Place.PROVIDER) {
      return new IllegalStateException(text);
    }
    return called ? RpcException.maybeExecuted(Code.INTERNAL, text) : RpcException.notExecuted(Code.INTERNAL, text);
  }

  /** What one filter calls to let one call pass. */
  private final class Next implements Invoker {
    private final int index;
    private final Invoker innermost;
    private volatile boolean called;
    private volatile @Nullable CompletionStage<Reply> returned;

    Next(int index, Invoker innermost) {
      this.index = index;
      this.innermost = innermost;
    }

    @Override
    public CompletionStage<Reply> invoke(Invocation invocation) {
      called = true;
      CompletionStage<Reply> stage = enter(index, invocation, innermost);
      returned = stage;
      return stage;
    }
  }
}
