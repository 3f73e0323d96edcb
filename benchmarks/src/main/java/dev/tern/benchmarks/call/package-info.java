/**
 * Whole calls, measured between two JVMs on loopback, beside stock gRPC stubs with the same payloads.
 *
 * <p>Start at {@code Pair}; {@code ServerMain} and {@code LoadMain} are the two processes, {@code bench} in the root
 * interleaves them.
 */
package dev.tern.benchmarks.call;
