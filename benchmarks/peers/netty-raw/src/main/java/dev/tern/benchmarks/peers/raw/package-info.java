/**
 * The floor: the same messages over one connection, with nothing of a framework around them. Start at {@code RawPeer}.
 */
@NullMarked
package dev.tern.benchmarks.peers.raw;

import org.jspecify.annotations.NullMarked;
