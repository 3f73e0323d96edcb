package dev.tern.examples.demo;

import java.io.PrintStream;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;

/** A table that stays in its place on a terminal, with the events above it. */
final class TableScreen implements Screen {
  private static final String ROW = "  %-12s %9s  %-10s %11s %9s%n";

  private final PrintStream out;
  private String table = "";

  TableScreen(PrintStream out) {
    this.out = out;
  }

  @Override
  public void event(String line) {
    redraw(LocalTime.now().format(PlainScreen.CLOCK) + "  " + line + System.lineSeparator(), table);
  }

  @Override
  public void figures(Figures now, Figures before, List<Seat> seats) {
    StringBuilder text = new StringBuilder(System.lineSeparator());
    text.append(String.format(ROW, "", "pid", "", "calls", "calls/s"));
    for (Seat seat : seats) {
      text.append(row("provider " + seat.number(), Long.toString(seat.pid()), seat.state(),
          now.byProvider().getOrDefault(seat.number(), 0L), PlainScreen.share(seat.number(), now, before)));
    }
    text.append(row("all", "", "", now.calls(), now.calls() - before.calls()));
    text.append(String.format(Locale.ROOT, "%n  failed %,d   rerouted %,d   latency p50 %s  p99 %s%n", now.failed(),
        now.rerouted(), PlainScreen.millis(now.p50Micros()), PlainScreen.millis(now.p99Micros())));
    redraw("", text.toString());
  }

  private static String row(String name, String pid, String state, long calls, long perSecond) {
    return String.format(ROW, name, pid, state, String.format(Locale.ROOT, "%,d", calls),
        String.format(Locale.ROOT, "%,d", perSecond));
  }

  /** Up to where the table began, clear from there, and once more: in one write, so that it does not flicker. */
  private void redraw(String above, String newTable) {
    long height = table.lines().count();
    out.print((height == 0 ? "" : "\033[" + height + "A\r\033[J") + above + newTable);
    out.flush();
    table = newTable;
  }
}
