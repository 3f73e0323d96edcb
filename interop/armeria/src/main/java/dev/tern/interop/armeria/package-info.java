/**
 * The interoperability service over Armeria: a server, and a client that tries every kind of call. Start at {@link
 * dev.tern.interop.armeria.ArmeriaPeer}.
 */
package dev.tern.interop.armeria;
