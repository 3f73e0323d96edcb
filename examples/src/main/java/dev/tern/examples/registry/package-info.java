/**
 * How to write a registry of one's own: a driver for a notice board, and the board, which forgets whatever is not
 * renewed in time.
 *
 * <p>Start at {@link dev.tern.examples.registry.BoardRegistry}: what a driver has to do and what it may leave to Tern
 * is said there, step by step. {@link dev.tern.examples.registry.BoardRegistryFactory} is what {@code
 * board://host:port} leads to. The driver uses {@code dev.tern.api.spi} and the JDK only; its test extends {@code
 * RegistryDriverContract}.
 */
@NullMarked
package dev.tern.examples.registry;

import org.jspecify.annotations.NullMarked;
