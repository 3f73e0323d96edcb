/**
 * gRPC-Java's own interoperability client, many cases in one process. Start at {@link
 * dev.tern.interop.grpcjava.InteropClient}. Its server is {@code io.grpc.testing.integration.TestServiceServer}.
 */
package dev.tern.interop.grpcjava;
