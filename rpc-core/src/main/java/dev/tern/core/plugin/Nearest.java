package dev.tern.core.plugin;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds the name that a mistyped one was probably meant to be. */
public final class Nearest {
  private Nearest() {}

  /** The closest of the known names, or null if none is close: at most two edits, and fewer than half the name. */
  public static @Nullable String to(String name, Collection<String> known) {
    String best = null;
    int least = Math.min(2, (name.length() - 1) / 2) + 1;
    for (String candidate : known) {
      if (Math.abs(name.length() - candidate.length()) >= least) {
        continue; // each character too many is an edit
      }
      int edits = edits(name, candidate);
      if (edits < least) {
        least = edits;
        best = candidate;
      }
    }
    return best;
  }

  /** Optimal string alignment: insert, remove, replace, or swap two neighbours, the commonest slip of fingers. */
  private static int edits(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] = Math.min(cost[i - 1][j - 1] + same, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
