package dev.tern.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Fixes the field number of a record component, bean field or parameter on the wire. Without it, numbers follow the
 * order of declaration, so that reordering or removing one is a wire break. Within one type either all or none of
 * the members carry it.
 *
 * <p>On a class it fixes the number of that class wherever it stands for a sealed type or one with {@link Subtypes},
 * which else follows the order of {@code permits} or {@code @Subtypes}; again all types of one such list carry it or
 * none. A class that stands for no other ignores it.
 */
@Documented
@Target({ElementType.FIELD, ElementType.RECORD_COMPONENT, ElementType.PARAMETER, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Field {
  /** Field number, 1 to 536,870,911, without 19,000 to 19,999, which Protobuf reserves. */
  int value();
}
