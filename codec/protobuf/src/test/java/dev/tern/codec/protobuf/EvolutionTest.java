package dev.tern.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.sun.management.ThreadMXBean;
import dev.tern.api.RpcService;
import dev.tern.api.UnknownFields;
import dev.tern.api.UnknownValue;
import dev.tern.api.spi.DecodeException;
import dev.tern.codec.protobuf.pb.Newer;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a reader makes of a newer sender's fields and constants. */
class EvolutionTest {
  record Keeping(@Nullable String name, UnknownFields unknown, int age, List<Keeping> friends) {}

  record Passing(@Nullable String name, int age, List<Passing> friends) {}

  record Everything(UnknownFields all) {}

  record Everythings(List<Everything> items) {}

  enum Plain { UNSPECIFIED, LOW, HIGH }

  enum Level { UNSPECIFIED, LOW, @UnknownValue OTHER }

  record PlainAlarm(@Nullable Plain level, List<Plain> levels, Map<String, Plain> named, Map<Plain, Integer> counts) {}

  record Alarm(@Nullable Level level, List<Level> levels, Map<String, Level> named, Map<Level, Integer> counts) {}

  @RpcService
  interface Service {
    Keeping keeping(Keeping value);

    Passing passing(Passing value);

    Everything everything(Everything value);

    Everythings everythings(Everythings value);

    PlainAlarm plain(PlainAlarm value);

    Alarm alarm(Alarm value);
  }

  private static final Newer FRIEND = Newer.newBuilder().setName("b").setALong(-1).build();
  private static final Newer NEWER = Newer.newBuilder().setName("a").setAge(3).addFriends(FRIEND)
      .addFriends(Newer.getDefaultInstance()).setALong(300).setAFixed32(5).setAFixed64(6).setAString("é")
      .addNumbers(7).addNumbers(8)
      .setUnknownFields(UnknownFieldSet.newBuilder().addField(99, UnknownFieldSet.Field.newBuilder()
          .addGroup(UnknownFieldSet.newBuilder().addField(1, UnknownFieldSet.Field.newBuilder().addVarint(5).build())
              .build()).build()).build()).build();

  @Test
  void unknownFieldsArePassedOver() throws Exception {
    Wired wired = Wired.of(Service.class, "passing");
    Passing read = new Passing("a", 3, List.of(new Passing("b", 0, List.of()), new Passing(null, 0, List.of())));
    assertThat(wired.readRequest(NEWER.toByteArray())).containsExactly(read);
    assertThat(Newer.parseFrom(wired.request(read)).getALong()).isZero();
  }

  @Test
  void aRecordThatAsksForThemKeepsItsUnknownFieldsAndSendsThemOnAsTheyWere() throws Exception {
    Wired wired = Wired.of(Service.class, "keeping");
    Keeping read = (Keeping) wired.readRequest(NEWER.toByteArray()).get(0);
    assertThat(read.name()).isEqualTo("a");
    assertThat(read.age()).isEqualTo(3);
    assertThat(read.friends().get(0).unknown()).isNotEqualTo(UnknownFields.NONE);
    assertThat(read.friends().get(1)).isEqualTo(new Keeping(null, UnknownFields.NONE, 0, List.of()));
    assertThat(wired.request(read)).isEqualTo(NEWER.toByteArray());
    Keeping renamed = new Keeping("z", read.unknown(), 4, List.of());
    assertThat(Newer.parseFrom(wired.request(renamed)))
        .isEqualTo(NEWER.toBuilder().setName("z").setAge(4).clearFriends().build());
  }

  @Test
  void unknownFieldsBetweenKnownOnesAndInSeveralPartsAreAllKept() throws Exception {
    Wired wired = Wired.of(Service.class, "keeping");
    byte[] first = Newer.newBuilder().setName("a").setALong(1).build().toByteArray();
    byte[] second = Newer.newBuilder().setAge(3).setAString("x".repeat(500)).addNumbers(1).build().toByteArray();
    byte[] both = ByteString.copyFrom(first).concat(ByteString.copyFrom(second)).toByteArray();
    byte[] written = wired.request(wired.readRequest(both).get(0));
    assertThat(Newer.parseFrom(written)).isEqualTo(Newer.parseFrom(both));
    byte[] wrongType = {16, 5, 21, 1, 2, 3, 4, 10, 1, 'n'}; // field 2 as a fixed32: not the age that we know
    assertThat(wired.request(wired.readRequest(wrongType).get(0)))
        .containsExactly(10, 1, 'n', 16, 5, 21, 1, 2, 3, 4);
  }

  @Test
  void aRecordOfNothingElseKeepsEverything() throws Exception {
    Wired wired = Wired.of(Service.class, "everything");
    Everything read = (Everything) wired.readRequest(NEWER.toByteArray()).get(0);
    assertThat(read.all().size()).isEqualTo(NEWER.getSerializedSize());
    assertThat(wired.request(read)).isEqualTo(NEWER.toByteArray());
    assertThat(wired.request(new Everything(UnknownFields.NONE))).isEmpty();
    assertThat(wired.request(new Everything(null))).isEmpty();
    assertThat(wired.readRequest(new byte[0])).containsExactly(new Everything(UnknownFields.NONE));
  }

  @Test
  void whatIsKeptCostsNoMoreThanItWeighs() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] fields = new byte[400_000]; // one unknown field of two bytes after another
    byte[] messages = new byte[400_000]; // one message with one such field after another
    for (int i = 0; i < fields.length; i += 2) {
      fields[i] = 24;
    }
    for (int i = 0; i < messages.length; i += 4) {
      System.arraycopy(new byte[] {10, 2, 24, 1}, 0, messages, i, 4);
    }
    for (String method : List.of("everything", "everythings")) {
      Wired wired = Wired.of(Service.class, method);
      byte[] bytes = method.equals("everything") ? fields : messages;
      Assertions.catchThrowable(() -> wired.readRequest(bytes)); // classes loaded
      long before = threads.getCurrentThreadAllocatedBytes();
      Throwable thrown = Assertions.catchThrowable(() -> wired.readRequest(bytes));
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(allocated).isLessThan((1 << 20) + 64L * bytes.length);
      assertThat(thrown == null || thrown instanceof DecodeException).isTrue();
    }
    assertThat(((Everything) Wired.of(Service.class, "everything").readRequest(fields).get(0)).all().size())
        .isEqualTo(fields.length);
  }

  private static dev.tern.codec.protobuf.pb.Alarm.Builder alarm() {
    return dev.tern.codec.protobuf.pb.Alarm.newBuilder();
  }

  @Test
  void anUnknownConstantIsTheOneMarkedForItWhereverItStands() throws Exception {
    byte[] bytes = alarm().setLevelValue(3).addLevelsValue(1).addLevelsValue(-1).addLevelsValue(900)
        .putNamedValue("a", 77).putCounts("HIGHEST", 5).putCounts("LOW", 6).build().toByteArray();
    assertThat(Wired.of(Service.class, "alarm").readRequest(bytes)).containsExactly(new Alarm(Level.OTHER,
        List.of(Level.LOW, Level.OTHER, Level.OTHER), Map.of("a", Level.OTHER), Map.of(Level.OTHER, 5, Level.LOW, 6)));
    assertThat(Wired.of(Service.class, "alarm").readRequest(new byte[] {34, 2, 16, 9}))
        .containsExactly(new Alarm(null, List.of(), Map.of(), Map.of(Level.OTHER, 9))); // a key that was left out
  }

  @Test
  void anUnknownConstantThatNoneIsMarkedForIsNullInAFieldAndRefusedElsewhere() throws Exception {
    assertThat(Wired.of(Service.class, "plain").readRequest(alarm().setLevelValue(3).build().toByteArray()))
        .containsExactly(new PlainAlarm(null, List.of(), Map.of(), Map.of()));
    refused(alarm().addLevelsValue(3), "field 2 of PlainAlarm: unknown number of enum Plain");
    refused(alarm().putNamedValue("a", 3), "field 3 of PlainAlarm: unknown number of enum Plain");
    refused(alarm().putCounts("HIGHEST", 3), "field 4 of PlainAlarm: unknown name in enum Plain");
  }

  private static void refused(dev.tern.codec.protobuf.pb.Alarm.Builder alarm, String text) {
    assertThatThrownBy(() -> Wired.of(Service.class, "plain").readRequest(alarm.build().toByteArray()))
        .isInstanceOf(DecodeException.class).hasMessage(text);
  }
}
