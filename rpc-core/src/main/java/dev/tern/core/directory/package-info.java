/**
 * The live picture of one service's providers, as one consumer sees them: who there is, what was learnt of each, and who
 * is to be asked.
 *
 * <p>Start at {@link dev.tern.core.directory.Directory}. The registry's list becomes {@link
 * dev.tern.core.directory.LiveCandidate}s, each with its connection and its {@link dev.tern.core.directory.Figures};
 * every {@code Narrowing} leaves some out; a balancer makes its picker of the rest. Calls read the result only. Knows
 * neither calls nor gRPC.
 */
@NullMarked
package dev.tern.core.directory;

import org.jspecify.annotations.NullMarked;
