/**
 * What an annotated interface promises, read once and checked whole: services, methods, parameters and the closed
 * set of types that each method can carry.
 *
 * <p>Start at {@link dev.tern.api.contract.ServiceContract#of}. Uses {@code dev.tern.api} only. Nothing here runs
 * while a call runs.
 */
@NullMarked
package dev.tern.api.contract;

import org.jspecify.annotations.NullMarked;
