package dev.tern.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the concrete types that may stand where an interface or abstract type is declared. The list is closed: a
 * decoder creates no other. A sealed type needs no such list, its {@code permits} clause is one.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Subtypes {
  /** The concrete types; never empty. */
  Class<?>[] value();
}
