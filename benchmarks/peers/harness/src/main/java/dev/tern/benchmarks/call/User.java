package dev.tern.benchmarks.call;

import java.util.List;

/** The payload of the field's benchmarks: 14 fields, 203 bytes of Protobuf. */
public record User(long id, String name, int sex, long birthday, String email, String mobile, String address,
    String icon, List<Integer> permissions, int status, long createTime, long updateTime, boolean active,
    double score) {
  private static final List<Integer> PERMISSIONS = List.of(1, 2, 3, 4, 5, 6, 7, 8, 19, 88, 86, 89, 90, 91, 92);

  /** The same user with another id. */
  public static User sample(long id) {
    return new User(id, "Ada Lovelace", 1, 2169, "ada.lovelace@example.org", "13900001234",
        "上海市 浦东新区 世纪大道100号 12层 1205", "https://static.example.org/img/avatar_1.png", PERMISSIONS, 1,
        1700000000123L, 1700000500456L, true, 4.75);
  }
}
