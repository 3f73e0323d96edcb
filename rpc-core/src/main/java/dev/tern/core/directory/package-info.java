/**
 * The live picture of one service's providers, as one consumer sees them: who there is, what was learnt of each, and
 * who is to be asked.
 *
 * <p>Start at {@link dev.tern.core.directory.Directory}. The registry's list becomes {@link
 * dev.tern.core.directory.LiveCandidate}s, each with its connection, its {@link dev.tern.core.directory.Figures} for
 * balancers and its {@code Health}; routing and every {@code Narrowing} leave some out; a balancer makes its picker of
 * the rest. Calls read the result only. Knows neither calls nor gRPC.
 *
 * <p>Whoever fails is left out by {@code Healthy}, and comes back by a call that {@code Probes} hands it. {@link
 * dev.tern.core.directory.CircuitBreaker} does the same for one method, on the same state machine, with other {@link
 * dev.tern.core.directory.HealthRules}.
 */
@NullMarked
package dev.tern.core.directory;

import org.jspecify.annotations.NullMarked;
