package dev.tern.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.spi.DecodeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Sets of what senders choose the hash code of. */
class ContainerTest {
  private static final Container SET = new Container(Set.class);
  private static final int MANY = 20_000;

  /** On each day the nanosecond whose hash code makes up for the day's. */
  private static List<Object> dateTimesOfOneHashCode() {
    List<Object> times = new ArrayList<>();
    for (LocalDate day = LocalDate.of(2000, 1, 1); times.size() < MANY; day = day.plusDays(1)) {
      long nanos = Integer.toUnsignedLong(day.hashCode());
      times.add(LocalDateTime.of(day, LocalTime.ofNanoOfDay(nanos)));
    }
    return times;
  }

  @Test
  void datesAndTimesOfOneHashCodeAreRefused() {
    List<Object> times = dateTimesOfOneHashCode();
    assertThat(times.stream().map(Object::hashCode).distinct()).hasSize(1);
    assertThatThrownBy(() -> SET.fill(times)).isInstanceOf(DecodeException.class)
        .hasMessage("too many elements of one hash code (limit 64)");
    List<Object> zoned = new ArrayList<>();
    times.forEach(time -> zoned.add(((LocalDateTime) time).atZone(ZoneOffset.UTC)));
    assertThatThrownBy(() -> SET.fill(zoned)).isInstanceOf(DecodeException.class);
  }

  @Test
  void whatASetFindsByItsOrderMayShareAHashCode() throws Exception {
    List<Object> texts = new ArrayList<>();
    for (int i = 0; i < 4096; i++) {
      StringBuilder text = new StringBuilder();
      for (int bit = 0; bit < 12; bit++) {
        text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      texts.add(text.toString());
    }
    assertThat(texts.stream().map(Object::hashCode).distinct()).hasSize(1);
    assertThat((Set<?>) SET.fill(texts)).hasSize(4096);
  }

  @Test
  void aSetOfManyDifferentDatesIsOne() throws Exception {
    List<Object> dates = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      dates.add(LocalDate.of(2000, 1, 1).plusDays(i));
    }
    assertThat((Set<?>) SET.fill(dates)).hasSize(MANY);
  }
}
