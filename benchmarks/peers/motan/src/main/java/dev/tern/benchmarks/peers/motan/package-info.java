/** Weibo Motan. Start at {@code MotanPeer}. */
@NullMarked
package dev.tern.benchmarks.peers.motan;

import org.jspecify.annotations.NullMarked;
