package dev.tern.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the constant of an enum that stands for every number or name that a newer sender knows and this reader does
 * not, in every codec. At most one constant of an enum carries it. Sent on, it is itself: what was received is not
 * remembered.
 *
 * <p>Without it, an unknown constant reads as null where it is a whole parameter, reply or member, and makes a message
 * unreadable inside a collection, map or array, where nothing is ever null.
 */
@Documented
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
public @interface UnknownValue {}
