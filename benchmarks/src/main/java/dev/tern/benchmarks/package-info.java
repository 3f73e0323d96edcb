/**
 * What things cost. Start at {@code dev.tern.benchmarks.call} for whole calls.
 */
package dev.tern.benchmarks;
