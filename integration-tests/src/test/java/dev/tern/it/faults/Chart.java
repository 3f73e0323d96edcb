package dev.tern.it.faults;

import dev.tern.examples.ledger.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What ended when: calls answered and calls failed, over time, with the deeds between them. */
final class Chart {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 300;
  private static final int LEFT = 56;
  private static final int TOP = 36;
  private static final int BOTTOM = 250;
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Result result;

  Chart(Result result) {
    this.result = result;
  }

  String svg() {
    List<Outcome> calls = result.records().calls();
    long begun = result.records().begunNanos();
    long last = calls.stream().filter(call -> call.end() != null).mapToLong(call -> call.end().atNanos()).max()
        .orElse(begun);
    int steps = (int) ((last - begun) / STEP_NANOS) + 1;
    double[] ok = perSecond(calls.stream().filter(Outcome::ok).toList(), begun, steps);
    double[] failed = perSecond(calls.stream().filter(Outcome::failed).toList(), begun, steps);
    double most = 1;
    for (int i = 0; i < steps; i++) {
      most = Math.max(most, Math.max(ok[i], failed[i]));
    }
    StringBuilder body = new StringBuilder();
    text(body, LEFT, 20, "#1f2933", "start", result.scenario().id() + ": " + result.scenario().text() + " ("
        + result.registry() + ")");
    text(body, LEFT - 6, TOP + 4, "#52606d", "end", String.format(Locale.ROOT, "%.0f/s", most));
    text(body, LEFT - 6, BOTTOM, "#52606d", "end", "0");
    text(body, WIDTH - 20, HEIGHT - 6, "#52606d", "end",
        String.format(Locale.ROOT, "%.0f s", steps * STEP_NANOS / 1e9));
    int number = 0;
    for (Map.Entry<String, Long> mark : result.records().marks().entrySet()) {
      double x = x((mark.getValue() - begun) / (double) STEP_NANOS, steps);
      body.append(String.format(Locale.ROOT, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#9aa5b1\""
          + " stroke-dasharray=\"3 3\"/>%n", x, x, TOP, BOTTOM));
      text(body, (int) x + 3, BOTTOM + 14 + number++ % 3 * 12, "#52606d", "start", mark.getKey());
    }
    line(body, ok, most, "#2680c2");
    line(body, failed, most, "#cf1124");
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" font-family="sans-serif" font-size="11">
        <rect width="100%%" height="100%%" fill="#ffffff"/>
        <line x1="%d" x2="%d" y1="%d" y2="%d" stroke="#52606d"/>
        %s</svg>
        """.formatted(WIDTH, HEIGHT, WIDTH, LEFT, WIDTH - 20, BOTTOM, BOTTOM, body);
  }

  private static double[] perSecond(List<Outcome> calls, long begun, int steps) {
    double[] rate = new double[steps];
    for (Outcome call : calls) {
      long at = call.end() == null ? call.begunNanos() : call.end().atNanos();
      rate[(int) Math.max(0, Math.min(steps - 1, (at - begun) / STEP_NANOS))] += 1e9 / STEP_NANOS;
    }
    return rate;
  }

  private static double x(double step, int steps) {
    return LEFT + step / steps * (WIDTH - 20 - LEFT);
  }

  private static void line(StringBuilder body, double[] rate, double most, String color) {
    body.append("<polyline fill=\"none\" stroke-width=\"1.5\" stroke=\"").append(color).append("\" points=\"");
    for (int i = 0; i < rate.length; i++) {
      body.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i + 0.5, rate.length),
          BOTTOM - rate[i] / most * (BOTTOM - TOP)));
    }
    body.append("\"/>\n");
  }

  private static void text(StringBuilder body, int x, int y, String color, String anchor, String text) {
    body.append("<text x=\"").append(x).append("\" y=\"").append(y).append("\" text-anchor=\"").append(anchor)
        .append("\" fill=\"").append(color).append("\">")
        .append(text.replace("&", "&amp;").replace("<", "&lt;")).append("</text>\n");
  }
}
