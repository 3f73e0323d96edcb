package dev.tern.it;

import dev.tern.api.AttachmentKey;
import dev.tern.api.spi.Filter;
import dev.tern.api.spi.FilterFactory;
import dev.tern.api.spi.Reply;
import java.util.Set;

/**
 * Filters as an application would bring them in a jar. Silent, unless a call carries {@link #TRAIL}: on the consumer
 * each then adds its name to it, and on the provider to a reply that is a text.
 */
public abstract class TrailFilterFactory implements FilterFactory {
  static final AttachmentKey<String> TRAIL = AttachmentKey.of("it-trail");

  private final String name;

  private TrailFilterFactory(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<Place> places() {
    return Set.of(Place.values());
  }

  @Override
  public Filter create(Place place) {
    return (invocation, next) -> {
      String trail = invocation.attachments().get(TRAIL);
      if (trail == null) {
        return next.invoke(invocation);
      }
      if (place == Place.PROVIDER) {
        return next.invoke(invocation).thenApply(reply ->
            reply.value() instanceof String text ? new Reply(text + "," + name, reply.attachments()) : reply);
      }
      String step = (place == Place.CONSUMER_CALL ? "call:" : "attempt:") + name;
      return next.invoke(invocation.withAttachments(invocation.attachments().with(TRAIL, trail + "," + step)));
    };
  }

  /** By name it would stand outside of the others. */
  public static final class Inner extends TrailFilterFactory {
    public Inner() {
      super("a_inner");
    }

    @Override
    public Set<String> after() {
      return Set.of("b_middle", "not_there");
    }
  }

  /** Says nothing of its place, but others do. */
  public static final class Middle extends TrailFilterFactory {
    public Middle() {
      super("b_middle");
    }
  }

  /** By name it would stand inside of the others. */
  public static final class Outer extends TrailFilterFactory {
    public Outer() {
      super("c_outer");
    }

    @Override
    public Set<String> before() {
      return Set.of("b_middle");
    }
  }
}
