/**
 * Providers and consumers inside one test: no socket, no registry, everything else as in production, with delays and
 * failures on demand.
 *
 * <p>Start at {@link dev.tern.testkit.TernTestKit}. The wire below it is {@link dev.tern.testkit.InProcessNetwork}; one
 * call on it is {@code InProcessCall}.
 */
@NullMarked
package dev.tern.testkit;

import org.jspecify.annotations.NullMarked;
