package dev.tern.benchmarks.compare;

/**
 * What is measured at a time.
 *
 * @param load {@code 1} or {@code 32} threads that block, {@code 256} asynchronous calls in flight
 * @param method {@code getUser} ...
 */
record Cell(String load, String method) {}
