package dev.tern.core.consumer;

import org.jspecify.annotations.Nullable;

/** What one remote method of a proxy does. */
@FunctionalInterface
interface ProxyMethod {
  /** @param arguments null for none */
  @Nullable Object call(@Nullable Object @Nullable [] arguments) throws Throwable;
}
