/**
 * The same work with serializable classes and a plain interface, as frameworks want it that serialize Java objects.
 *
 * <p>Start at {@code UserApi}.
 */
@NullMarked
package dev.tern.benchmarks.call.bean;

import org.jspecify.annotations.NullMarked;
