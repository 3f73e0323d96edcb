package dev.tern.examples.demo;

import java.util.List;

/** Where the demo tells how it goes. For one thread. */
interface Screen {
  /** Something happened; the line stays. */
  void event(String line);

  /** The figures of another second. */
  void figures(Figures now, Figures before, List<Seat> seats);

  /** A provider's line in the table. */
  record Seat(int number, long pid, String state) {}
}
