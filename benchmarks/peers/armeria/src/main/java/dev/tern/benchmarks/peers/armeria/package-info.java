/** Armeria's gRPC. Start at {@code ArmeriaPeer}. */
@NullMarked
package dev.tern.benchmarks.peers.armeria;

import org.jspecify.annotations.NullMarked;
