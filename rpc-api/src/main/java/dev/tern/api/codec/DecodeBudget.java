package dev.tern.api.codec;

import dev.tern.api.spi.DecodeException;

/**
 * What decoding one message may still cost: levels of nesting, nodes, and memory in proportion to the bytes received.
 * Whatever a decoder is about to create it counts here first. For one message and one thread; extend it in a reader
 * that has fields of its own.
 */
public class DecodeBudget {
  private int depth;
  private int nodesLeft = Limits.NODES;
  private long weightLeft;

  /** @param frameBytes length of the message */
  public DecodeBudget(int frameBytes) {
    weightLeft = Limits.weight(frameBytes);
  }

  /**
   * Begins a nested value.
   *
   * @throws DecodeException if it is nested deeper than {@link Limits#DEPTH}
   */
  public final void descend() throws DecodeException {
    if (++depth > Limits.DEPTH) {
      throw new DecodeException("nested deeper than " + Limits.DEPTH);
    }
  }

  /** Ends a nested value. */
  public final void ascend() {
    depth--;
  }

  /** Levels of nesting that may still begin. */
  public final int depthLeft() {
    return Limits.DEPTH - depth;
  }

  /**
   * Counts what is about to be created.
   *
   * @param weight bytes of memory it takes, at least
   * @throws DecodeException if that is too much
   */
  public final void node(int weight) throws DecodeException {
    if (--nodesLeft < 0) {
      throw new DecodeException("more than " + Limits.NODES + " messages, entries and elements");
    }
    weigh(weight);
  }

  /**
   * Counts memory that is no node of its own.
   *
   * @param weight bytes, at least
   * @throws DecodeException if that is too much
   */
  public final void weigh(int weight) throws DecodeException {
    weightLeft -= weight;
    if (weightLeft < 0) {
      throw new DecodeException("far more memory asked for than the bytes are worth");
    }
  }
}
