package dev.tern.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Settings of one remote method. Without it, a method has every default below. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RpcMethod {
  /** Name on the wire; empty: the Java name. Overloads need different ones. */
  String name() default "";

  /**
   * True promises that running the method twice does no harm, which lets a call be repeated on another provider even
   * where the first may have executed it.
   */
  boolean idempotent() default false;

  /**
   * Longest time a call may take over all its attempts, written {@code 300ms}, {@code 2s}, {@code 1m} or ISO-8601
   * ({@code PT0.3S}); empty: the client's default, 3 s.
   */
  String timeout() default "";

  /**
   * True lets the provider run the method on the transport's event loop, without a hop between threads. The method
   * must then never block: while it runs, no other call of its connection makes progress.
   */
  boolean nonBlocking() default false;

  /**
   * True interrupts the provider's thread that runs the method, once nobody waits for it any more: its caller gave up
   * or is gone, or the deadline passed. For methods that block, and end soon when they are interrupted. The interrupt
   * never reaches other work: it comes while the method runs, or not at all. Without effect on what the method has
   * handed over to other threads. Not together with {@link #nonBlocking}.
   */
  boolean interruptible() default false;

  /**
   * How often a failed call may be tried again on another provider, at most 10; -1: the default of the cluster mode
   * (failover: 2).
   */
  int retries() default -1;

  /**
   * Cluster mode by name, such as {@code failover}, perhaps with options, as in {@code forking?delay=50ms}; empty: the
   * service's, else the client's default.
   */
  String cluster() default "";

  /** Load balancer by name, such as {@code round_robin}, perhaps with options; empty: the service's, else the client's. */
  String loadBalancer() default "";

  /** Codec by name, such as {@code protobuf}; empty: the service's, else the client's default. */
  String codec() default "";

  /** How the parameters become one message. */
  RequestShape request() default RequestShape.AUTO;

  /** How the parameters of a method become the one message that the wire carries. */
  enum RequestShape {
    /** One message-shaped parameter (a record, bean or generated message) is the message; others are wrapped. */
    AUTO,
    /** Always a generated {@code <Method>Request}, so that a second parameter can be added without a wire break. */
    WRAPPED
  }
}
