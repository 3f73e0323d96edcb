package dev.tern.it.faults;

import java.time.Duration;

/**
 * What a consumer calls, by a schedule that waits for no answer.
 *
 * @param perSecond calls that begin each second
 * @param idempotentPercent of them
 * @param leastMillis shortest wait of a handler
 * @param mostMillis longest
 * @param busyMicros processor time of a handler
 * @param payloadBytes of the request
 * @param deadline of each call
 */
record Traffic(int perSecond, int idempotentPercent, int leastMillis, int mostMillis, int busyMicros, int payloadBytes,
    Duration deadline) {
  /** Half of it idempotent, 1 KiB, 2 ms, one second. */
  static final Traffic STANDARD = new Traffic(200, 50, 2, 2, 0, 1 << 10, Duration.ofSeconds(1));

  Traffic perSecond(int value) {
    return new Traffic(value, idempotentPercent, leastMillis, mostMillis, busyMicros, payloadBytes, deadline);
  }

  Traffic idempotentPercent(int value) {
    return new Traffic(perSecond, value, leastMillis, mostMillis, busyMicros, payloadBytes, deadline);
  }

  Traffic waiting(int least, int most) {
    return new Traffic(perSecond, idempotentPercent, least, most, busyMicros, payloadBytes, deadline);
  }

  Traffic busyMicros(int value) {
    return new Traffic(perSecond, idempotentPercent, leastMillis, mostMillis, value, payloadBytes, deadline);
  }

  Traffic payloadBytes(int value) {
    return new Traffic(perSecond, idempotentPercent, leastMillis, mostMillis, busyMicros, value, deadline);
  }

  Traffic deadline(Duration value) {
    return new Traffic(perSecond, idempotentPercent, leastMillis, mostMillis, busyMicros, payloadBytes, value);
  }

  /** As one argument of a process. */
  String text() {
    return perSecond + "," + idempotentPercent + "," + leastMillis + "," + mostMillis + "," + busyMicros + ","
        + payloadBytes + "," + deadline.toMillis();
  }

  static Traffic parse(String text) {
    String[] parts = text.split(",");
    return new Traffic(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]),
        Integer.parseInt(parts[3]), Integer.parseInt(parts[4]), Integer.parseInt(parts[5]),
        Duration.ofMillis(Long.parseLong(parts[6])));
  }
}
