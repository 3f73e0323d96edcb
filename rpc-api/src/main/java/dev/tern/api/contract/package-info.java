/**
 * What an annotated interface promises, read once and checked whole: services, methods, parameters and the closed
 * set of types that each method can carry.
 *
 * <p>Start at {@link dev.tern.api.contract.ServiceContract#of}; what may travel is said at {@link
 * dev.tern.api.contract.TypeSet}. {@code ContractReader} reads the interface, {@code MethodReader} each method, {@code
 * TypeWalker} every type from there; what they refuse goes to {@code Problems}, each with its {@code Place}. Uses
 * {@code dev.tern.api} only. Nothing here runs while a call runs, and no class that it looks at is initialised.
 */
@NullMarked
package dev.tern.api.contract;

import org.jspecify.annotations.NullMarked;
