/**
 * The services that every gRPC tool expects of a server: {@code grpc.health.v1.Health} and {@code
 * grpc.reflection.v1.ServerReflection}, on the level of routes and calls, beside the user's own services.
 *
 * <p>Start at {@link dev.tern.core.standard.StandardServices}, which a server asks for its routes; {@link
 * dev.tern.core.standard.Health} is what its user sees. Both services run on the event loop, since they only look
 * things up, and outside of filters and handler threads: a provider whose handlers are all busy still says how it is.
 */
@NullMarked
package dev.tern.core.standard;

import org.jspecify.annotations.NullMarked;
