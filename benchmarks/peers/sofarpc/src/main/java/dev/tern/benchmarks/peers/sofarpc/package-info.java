/** SOFARPC over bolt. Start at {@code SofaPeer}. */
@NullMarked
package dev.tern.benchmarks.peers.sofarpc;

import org.jspecify.annotations.NullMarked;
