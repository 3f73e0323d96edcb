package dev.tern.cluster;

import dev.tern.api.FailbackListener;
import dev.tern.api.RpcException;
import dev.tern.api.ServiceId;
import dev.tern.api.spi.Options;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a listener of failback is told, and failbacks that tell it, whose tries are made on the spot, the first one
 * without retries.
 */
final class ToldTasks implements FailbackListener {
  final List<String> events = Collections.synchronizedList(new ArrayList<>());
  final List<RpcException> accepted = Collections.synchronizedList(new ArrayList<>());
  final List<RpcException> lost = Collections.synchronizedList(new ArrayList<>());
  boolean broken;
  /** In the middle: a wait is as long as it is said. */
  RandomGenerator random = () -> Long.MIN_VALUE;

  Failback failback(Options options) {
    return new Failback(FailbackOptions.of(options), new Journals(name -> Runnable::run), () -> List.of(this),
        name -> Runnable::run, Runnable::run, 0, () -> random);
  }

  int delivered() {
    return (int) events.stream().filter(event -> event.startsWith("delivered ")).count();
  }

  @Override
  public void accepted(Task task, RpcException failure) {
    accepted.add(failure);
    tell("accepted " + task.id());
  }

  @Override
  public void delivered(Task task, @Nullable Throwable failure) {
    tell("delivered " + task.id());
  }

  @Override
  public void lost(Task task, RpcException why) {
    lost.add(why);
    tell("lost " + task.id());
  }

  @Override
  public void refused(ServiceId service, String method, RpcException failure) {
    tell("refused");
  }

  private void tell(String event) {
    events.add(event);
    if (broken) {
      throw new IllegalStateException("a broken listener");
    }
  }
}
