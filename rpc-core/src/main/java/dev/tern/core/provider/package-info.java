/**
 * A call on the provider's side, from the transport to the user's object.
 *
 * <p>In reading order: {@code Dispatcher} (path to binding, by group and version), {@code UnaryServerCall} (decode,
 * one hop, encode), the filters, {@code TargetInvoker} (calls the user's object). Start at {@link
 * dev.tern.core.provider.Dispatcher}. Knows neither gRPC nor any plug-in.
 */
@NullMarked
package dev.tern.core.provider;

import org.jspecify.annotations.NullMarked;
