package dev.tern.core.overload;

import dev.tern.api.NanoClock;
import java.lang.management.ManagementFactory;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Whether calls of this process can be waiting for each other at all: because handlers wait for a thread, or because its
 * processors are busy. Where neither is so, calls that take longer do so for reasons of their own, such as a database.
 * Asked by one thread at a time, a few times a second.
 */
public final class Saturation implements BooleanSupplier {
  private static final double BUSY = 0.8;

  private final BooleanSupplier handlersWait;
  private final LongSupplier cpu;
  private final NanoClock clock;
  private final int processors;
  private long cpuNanos;
  private long atNanos;

  /** @param handlersWait whether any handler waits for a thread; true where that is not known */
  public Saturation(BooleanSupplier handlersWait, NanoClock clock) {
    this(handlersWait, Saturation::cpuNanosOfProcess, clock, Runtime.getRuntime().availableProcessors());
  }

  /** @param cpu processor time used so far; negative where that is not known, which counts as busy */
  Saturation(BooleanSupplier handlersWait, LongSupplier cpu, NanoClock clock, int processors) {
    this.handlersWait = handlersWait;
    this.cpu = cpu;
    this.clock = clock;
    this.processors = processors;
    this.cpuNanos = cpu.getAsLong();
    this.atNanos = clock.nanoTime();
  }

  /** Since the last time this was asked. */
  @Override
  public boolean getAsBoolean() {
    long used = cpu.getAsLong();
    long now = clock.nanoTime();
    double busy = (double) (used - cpuNanos) / Math.max(1, now - atNanos) / processors;
    cpuNanos = used;
    atNanos = now;
    return used < 0 || busy >= BUSY || handlersWait.getAsBoolean();
  }

  static long cpuNanosOfProcess() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() : -1;
  }
}
