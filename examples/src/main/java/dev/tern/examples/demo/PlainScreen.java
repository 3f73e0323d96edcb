package dev.tern.examples.demo;

import java.io.PrintStream;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One line per second, for files and pipes. */
final class PlainScreen implements Screen {
  static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final PrintStream out;

  PlainScreen(PrintStream out) {
    this.out = out;
  }

  @Override
  public void event(String line) {
    out.println(LocalTime.now().format(CLOCK) + "  " + line);
  }

  @Override
  public void figures(Figures now, Figures before, List<Seat> seats) {
    String shares = seats.stream().map(seat -> seat.number() + ": " + shareOrState(seat, now, before))
        .collect(Collectors.joining("  "));
    event(String.format(Locale.ROOT, "%,6d calls/s  by provider [%s]  failed %d  rerouted %d  p50 %s  p99 %s",
        now.calls() - before.calls(), shares, now.failed(), now.rerouted(), millis(now.p50Micros()),
        millis(now.p99Micros())));
  }

  private static String shareOrState(Seat seat, Figures now, Figures before) {
    long share = share(seat.number(), now, before);
    return share == 0 ? seat.state() : Long.toString(share);
  }

  static long share(int provider, Figures now, Figures before) {
    return now.byProvider().getOrDefault(provider, 0L) - before.byProvider().getOrDefault(provider, 0L);
  }

  static String millis(long micros) {
    return String.format(Locale.ROOT, "%.1f ms", micros / 1_000.0);
  }
}
