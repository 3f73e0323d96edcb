/** gRPC-Java with generated stubs: what every other peer is compared with. Start at {@code GrpcPeer}. */
@NullMarked
package dev.tern.benchmarks.peers.grpc;

import org.jspecify.annotations.NullMarked;
