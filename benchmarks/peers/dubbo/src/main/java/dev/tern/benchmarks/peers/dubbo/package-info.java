/** Apache Dubbo with a plain interface. Start at {@code DubboPeer}. */
@NullMarked
package dev.tern.benchmarks.peers.dubbo;

import org.jspecify.annotations.NullMarked;
