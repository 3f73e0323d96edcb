/**
 * The same work with generated messages and stubs, for the frameworks that speak gRPC in that way and for the floor.
 *
 * <p>Start at {@code Messages}.
 */
@NullMarked
package dev.tern.benchmarks.stubs;

import org.jspecify.annotations.NullMarked;
