package dev.tern.benchmarks.codec;

import java.util.List;
import java.util.Locale;

/** The figures as bars, shorter is faster: one panel for each direction and payload. */
final class CodecChart {
  private static final int WIDTH = 880;
  private static final int LABEL = 190;
  private static final int BAR = 16;
  private static final int GAP = 6;
  private static final int PANEL_HEAD = 34;
  private static final int LONGEST = 440;

  private final CodecFigures figures;

  CodecChart(CodecFigures figures) {
    this.figures = figures;
  }

  String svg() {
    StringBuilder body = new StringBuilder();
    int y = 10;
    for (String operation : List.of("encode", "decode")) {
      for (Candidate.Payload payload : Candidate.Payload.values()) {
        y = panel(body, y, operation, payload);
      }
    }
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" font-family="sans-serif" font-size="12">
        <rect width="100%%" height="100%%" fill="#ffffff"/>
        %s</svg>
        """.formatted(WIDTH, y + 10, WIDTH, body);
  }

  private int panel(StringBuilder body, int top, String operation, Candidate.Payload payload) {
    List<CodecFigures.Row> rows = figures.rows(operation, payload);
    double most = rows.stream().mapToDouble(row -> figures.figure(row).nanos()).max().orElse(1);
    String what = payload == Candidate.Payload.USER ? "a user of 14 fields, 203 bytes" : "a page of 15 users, 3 kB";
    body.append(String.format(Locale.ROOT,
        "<text x=\"10\" y=\"%d\" font-weight=\"bold\" fill=\"#1f2933\">%s %s (ns; shorter is faster)</text>%n",
        top + 20, operation, what));
    int y = top + PANEL_HEAD;
    for (CodecFigures.Row row : rows) {
      CodecFigures.Figure figure = figures.figure(row);
      int length = (int) Math.max(1, Math.round(LONGEST * figure.nanos() / most));
      body.append(String.format(Locale.ROOT, """
          <text x="%d" y="%d" text-anchor="end" fill="#1f2933">%s</text>
          <rect x="%d" y="%d" width="%d" height="%d" rx="2" fill="%s"/>
          <text x="%d" y="%d" fill="#52606d">%.0f ns, %.1fx, %.0f B</text>
          """, LABEL - 8, y + 12, row.candidate(), LABEL, y, length, BAR, color(row.candidate()), LABEL + length + 8,
          y + 12, figure.nanos(), figure.ratio(), figure.bytes()));
      y += BAR + GAP;
    }
    return y + GAP;
  }

  private static String color(String candidate) {
    return candidate.startsWith("protobuf-java") ? "#9aa5b1" : "#2680c2";
  }
}
