/** Tern itself as a peer: an annotated interface, records, Protobuf by the codec. Start at {@code TernPeer}. */
@NullMarked
package dev.tern.benchmarks.peers.tern;

import org.jspecify.annotations.NullMarked;
