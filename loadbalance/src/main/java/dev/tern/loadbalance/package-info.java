/**
 * Which provider an attempt goes to.
 *
 * <p>Start at {@link dev.tern.loadbalance.RoundRobin}, then {@link dev.tern.loadbalance.WeightedRandom}. Every picker
 * is prepared once per snapshot and picks in O(1). Uses {@code dev.tern.api} only: it knows no gRPC, codec or registry.
 */
@NullMarked
package dev.tern.loadbalance;

import org.jspecify.annotations.NullMarked;
