/**
 * The wire over grpc-java and Netty, with public API only. The one place of Tern that knows either.
 *
 * <p>Start at {@link dev.tern.core.transport.grpc.GrpcTransportFactory}; one call on the consumer is {@code GrpcCall},
 * on the provider {@code GrpcServerCall}. Of Tern it uses
 * {@code dev.tern.api} and the event loop's thread of {@code dev.tern.core.schedule} only.
 */
@NullMarked
package dev.tern.core.transport.grpc;

import org.jspecify.annotations.NullMarked;
