/**
 * A call on the consumer's side, from the Java method to the transport.
 *
 * <p>In reading order: {@code ServiceProxy} (Java call to invocation), {@code Surroundings} (what the call has to do
 * with the one it is made for), {@code directory.Directory} (the live picture of the providers), {@code
 * ServiceAttempts} (what a cluster sees of it), {@code AttemptCall} (one attempt on one candidate). Methods that stream
 * leave this path at both ends: {@code StreamCaller} (a publisher, stream, iterator or future for the caller) and
 * {@code StreamAttempt} (with {@code RequestPump} and {@code ReplyStream}, its two directions). Start at {@link
 * dev.tern.core.consumer.ConsumedService}. Knows neither gRPC nor any plug-in.
 */
@NullMarked
package dev.tern.core.consumer;

import org.jspecify.annotations.NullMarked;
