package dev.tern.benchmarks.call;

import java.util.ArrayList;
import java.util.List;

/** A page of 15 users, 3 kB of Protobuf. */
public record UserPage(int pageNo, int total, List<User> result) {
  /** Users of a page. */
  public static final int SIZE = 15;

  /** Users there are. */
  public static final int TOTAL = 1000;

  /** The same page with another number. */
  public static UserPage sample(int no) {
    List<User> users = new ArrayList<>(SIZE);
    for (int i = 0; i < SIZE; i++) {
      users.add(User.sample(i));
    }
    return new UserPage(no, TOTAL, users);
  }
}
