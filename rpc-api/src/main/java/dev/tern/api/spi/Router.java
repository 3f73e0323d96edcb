package dev.tern.api.spi;

import dev.tern.api.ServiceId;
import java.util.List;

/**
 * Says which of a service's providers each call may go to, before health, zones and balancer choose among them. One
 * instance per client. Safe for many threads.
 */
public interface Router {
  /**
   * Prepares for one list of providers. Called at every change of them and of what the router goes by, by one thread at
   * a time per service, never on the path of a call.
   *
   * @param providers all that the registry names, may be empty
   */
  Routing over(ServiceId service, Snapshot providers);

  /**
   * Registers who is to be told when calls would be routed otherwise from now on.
   *
   * @param changed runs on any thread, and does not block
   * @return forgets it
   */
  default Runnable onChange(Runnable changed) {
    return () -> { };
  }

  /** How calls spread over one list of providers. Immutable. */
  interface Routing {
    /** Any provider for any call. */
    Routing ANY = new Routing() {
      @Override
      public List<Snapshot> groups() {
        return List.of();
      }

      @Override
      public int group(Invocation invocation) {
        return -1;
      }

      @Override
      public String explain(Invocation invocation) {
        return "no rule: any provider";
      }
    };

    /** Parts of the providers that calls can be confined to, each in the order of the whole; an empty one takes no call. */
    List<Snapshot> groups();

    /**
     * Which of them this call may go to. On the path of calls: must not block, and should not allocate.
     *
     * @return its position in {@link #groups()}; -1: any provider
     */
    int group(Invocation invocation);

    /** Which rule decides about this call, and why each provider is kept or left out: for people, several lines. */
    String explain(Invocation invocation);
  }
}
