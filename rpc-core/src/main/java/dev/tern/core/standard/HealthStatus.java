package dev.tern.core.standard;

/** Whether a service takes calls, as {@code grpc.health.v1.Health} tells it. */
public enum HealthStatus {
  /** Send calls here. */
  SERVING(1),
  /** Send calls elsewhere. */
  NOT_SERVING(2);

  private final int number;

  HealthStatus(int number) {
    this.number = number;
  }

  /** As on the wire. */
  int number() {
    return number;
  }
}
