/**
 * What an application sees: annotations for its interfaces, the values that describe a service, and errors.
 *
 * <p>Start at {@link dev.tern.api.RpcService}. Uses the JDK and JSpecify only. {@code dev.tern.api.contract} reads
 * annotated interfaces with these; {@code dev.tern.api.spi} holds the extension points.
 */
@NullMarked
package dev.tern.api;

import org.jspecify.annotations.NullMarked;
