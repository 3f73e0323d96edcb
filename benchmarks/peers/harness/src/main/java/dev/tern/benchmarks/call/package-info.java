/**
 * Whole calls of one framework between two JVMs on loopback, and what they cost. The two processes of every peer run
 * this code beside that of the framework, and nothing else.
 *
 * <p>Start at {@code Peer} and {@code Work}, which a framework has to implement; {@code ServerMain} and {@code
 * LoadMain} are the two processes, {@code Load} is how they are driven.
 */
@NullMarked
package dev.tern.benchmarks.call;

import org.jspecify.annotations.NullMarked;
