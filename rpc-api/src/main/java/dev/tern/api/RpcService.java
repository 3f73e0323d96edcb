package dev.tern.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a plain interface whose methods can be called across processes. Every abstract method becomes a remote
 * method; default and static methods run locally.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface RpcService {
  /** Name on the wire, such as {@code demo.Greeting}; empty: the interface's own qualified name. */
  String name() default "";

  /** Group that both sides must name alike; empty: the default group. */
  String group() default "";

  /** Version that both sides must name alike; empty: the default version. */
  String version() default "";

  /**
   * Exceptions of the provider that travel to the consumer with their fields, beside those that a method declares
   * in its {@code throws} clause. A checked one counts only for methods that can throw it: those that declare it or one
   * of its superclasses, and those that return a future or publisher.
   */
  Class<? extends Throwable>[] errors() default {};

  /**
   * Cluster mode by name, such as {@code failfast}, perhaps with options, for methods that name none; empty: the
   * client's default.
   */
  String cluster() default "";

  /**
   * Load balancer by name, such as {@code p2c}, perhaps with options, for methods that name none; empty: the client's
   * default.
   */
  String loadBalancer() default "";

  /** Codec by name, such as {@code hessian}, for methods that name none; empty: the client's default. */
  String codec() default "";

  /**
   * A class that implements the interface and stands in on the consumer for calls that no provider could answer:
   * public, with a public constructor without parameters. {@code void.class}: none. A fallback object that is given
   * where the proxy is made goes before it. See {@link Fallback}.
   */
  Class<?> fallback() default void.class;
}
