package dev.tern.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Field numbers and names that were in use once and must never be used again, since somebody may still send them: on a
 * record, bean or declared exception for its members, on a method for its parameters, on a sealed type or one with
 * {@link Subtypes} for the types that stand for it (their numbers and simple names). A class extended by others
 * reserves for all of these too. What is reserved and used is refused when the interface is read.
 *
 * <p>Members without {@link Field} are numbered by their position: after one was removed from between others, these
 * need it.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Reserved {
  /** Field numbers, 1 to 536,870,911. */
  int[] numbers() default {};

  /** Names as in the Java source. */
  String[] names() default {};
}
