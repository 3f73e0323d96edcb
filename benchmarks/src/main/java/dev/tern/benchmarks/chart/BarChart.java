package dev.tern.benchmarks.chart;

import java.util.List;
import java.util.Locale;

/** Panels of horizontal bars, one below the other, as SVG. */
public final class BarChart {
  private static final int WIDTH = 880;
  private static final int LABEL = 190;
  private static final int BAR = 16;
  private static final int GAP = 6;
  private static final int PANEL_HEAD = 34;
  private static final int LONGEST = 440;
  private static final int MARGIN = 10;

  private final StringBuilder body = new StringBuilder();
  private int y = MARGIN;

  /**
   * One bar.
   *
   * @param value its length, in the unit of its panel
   * @param text beside it
   * @param ours painted in the colour of the house
   */
  public record Bar(String label, double value, String text, boolean ours) {}

  /** Adds a panel, its longest bar as wide as there is room. */
  public void panel(String title, List<Bar> bars) {
    double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
    body.append(String.format(Locale.ROOT, "<text x=\"10\" y=\"%d\" font-weight=\"bold\" fill=\"#1f2933\">%s</text>%n",
        y + 20, title));
    y += PANEL_HEAD;
    for (Bar bar : bars) {
      int length = (int) Math.max(1, Math.round(LONGEST * bar.value() / most));
      body.append(String.format(Locale.ROOT, """
          <text x="%d" y="%d" text-anchor="end" fill="#1f2933">%s</text>
          <rect x="%d" y="%d" width="%d" height="%d" rx="2" fill="%s"/>
          <text x="%d" y="%d" fill="#52606d">%s</text>
          """, LABEL - 8, y + 12, bar.label(), LABEL, y, length, BAR, bar.ours() ? "#2680c2" : "#9aa5b1",
          LABEL + length + 8, y + 12, bar.text()));
      y += BAR + GAP;
    }
    y += GAP;
  }

  /** The whole picture. */
  public String svg() {
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" font-family="sans-serif" font-size="12">
        <rect width="100%%" height="100%%" fill="#ffffff"/>
        %s</svg>
        """.formatted(WIDTH, y + MARGIN, WIDTH, body);
  }
}
