/**
 * Whole calls: real core, real plug-ins, real sockets, and where it matters real processes.
 *
 * <p>Start at {@link dev.tern.it.CallsTest}. Shared by all: {@code World} (a provider and a consumer on a registry),
 * {@code ChildJvm} (another process), {@code Peers} (addresses where nobody answers), {@code Failing} (what a failed
 * call said).
 */
@NullMarked
package dev.tern.it;

import org.jspecify.annotations.NullMarked;
