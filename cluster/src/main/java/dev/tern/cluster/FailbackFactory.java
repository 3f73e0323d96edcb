package dev.tern.cluster;

import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.ClusterFactory;
import dev.tern.api.spi.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * {@code failback}: a call that fails is taken over and tried again later, by default every 5 s up to 3 times; its caller
 * gets an empty value at once. {@code failback?queue=1000&every=5s&retries=3&drain=5s&journal=/var/lib/app}: with a journal
 * no accepted call is lost by the end of the process.
 */
public final class FailbackFactory implements ClusterFactory {
  private final OpenJournals journals = new OpenJournals();

  /** For {@link java.util.ServiceLoader}, and for use without it. */
  public FailbackFactory() {}

  @Override
  public String name() {
    return "failback";
  }

  @Override
  public Cluster create(Options options) {
    List<FailbackListener> listeners = new ArrayList<>();
    ServiceLoader.load(FailbackListener.class, FailbackFactory.class.getClassLoader()).forEach(listeners::add);
    return new Failback(FailbackSettings.of(options), journals, new FailbackReport(listeners));
  }
}
