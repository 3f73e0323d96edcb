/**
 * The {@code static:} registry: providers written down in the URL.
 *
 * <p>Start at {@link dev.tern.core.registry.fixed.StaticRegistryFactory}. Uses {@code dev.tern.api} and the record form
 * of {@code dev.tern.core.registry}.
 */
@NullMarked
package dev.tern.core.registry.fixed;

import org.jspecify.annotations.NullMarked;
