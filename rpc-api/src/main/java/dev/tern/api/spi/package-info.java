/**
 * The seams: every part of a call's way that can be replaced, and the values that pass between them.
 *
 * <p>Start at {@link dev.tern.api.spi.Invoker}, then follow a call: {@link dev.tern.api.spi.Filter}, {@link
 * dev.tern.api.spi.Cluster}, {@link dev.tern.api.spi.LoadBalancer}, {@link dev.tern.api.spi.Transport}, {@link
 * dev.tern.api.spi.Codec}. Each has a factory that {@link java.util.ServiceLoader} finds, and an abstract contract
 * test in {@code dev.tern.tck}. Uses {@code dev.tern.api} and {@code dev.tern.api.contract} only.
 */
@NullMarked
package dev.tern.api.spi;

import org.jspecify.annotations.NullMarked;
