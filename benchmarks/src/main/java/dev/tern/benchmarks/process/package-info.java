/**
 * The processes that are measured, as the process that measures them sees them.
 *
 * <p>Start at {@code Peers}, the table of all that is compared.
 */
@NullMarked
package dev.tern.benchmarks.process;

import org.jspecify.annotations.NullMarked;
