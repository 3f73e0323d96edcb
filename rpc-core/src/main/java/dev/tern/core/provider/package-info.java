/**
 * A call on the provider's side, from the transport to the user's object.
 *
 * <p>In reading order: {@code Dispatcher} (path to binding, by group and version), the binding's
 * {@code overload.Gate} (lets the call in, or refuses it unread), {@code UnaryServerCall} (decode,
 * one hop, encode), the filters, {@code TargetInvoker} (calls the user's object). Start at {@link
 * dev.tern.core.provider.Dispatcher}. Knows neither gRPC nor any plug-in.
 *
 * <p>A call that streams is a {@code StreamServerCall}: {@code RequestStream} is the publisher that a handler is given,
 * {@code ReplySender} subscribes to the one that it returns ({@code PulledPublisher} for a Stream or Iterator), {@code
 * Outbox} sends and ends, {@code StreamTimer} watches for progress. User code is entered through {@code UserCode}.
 */
@NullMarked
package dev.tern.core.provider;

import org.jspecify.annotations.NullMarked;
