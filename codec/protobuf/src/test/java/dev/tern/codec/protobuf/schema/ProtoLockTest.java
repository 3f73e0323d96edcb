package dev.tern.codec.protobuf.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.api.RpcService;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which changes of Java sources a lock lets pass, and what it says of the others. */
class ProtoLockTest {
  @TempDir
  private Path directory;

  private List<String> check(Class<?> was, Class<?> is) throws Exception {
    Path lock = directory.resolve("demo.proto.lock");
    ProtoLock.write(lock, was);
    return ProtoLock.check(lock, is);
  }

  private List<String> breaks(Class<?> was, Class<?> is) {
    WireBreakException thrown = catchThrowableOfType(WireBreakException.class, () -> check(was, is));
    assertThat(thrown).hasMessageStartingWith(thrown.breaks().size() + " wire break")
        .hasMessageContaining("proto.lock");
    return thrown.breaks();
  }

  private List<String> breaks(Class<?> is) {
    return breaks(Versions.V1.Users.class, is);
  }

  @Test
  void theLockIsSmallSortedAndSaysWhatIsOnTheWire() throws Exception {
    Path lock = directory.resolve("demo.proto.lock");
    ProtoLock.write(lock, Versions.V1.Users.class);
    assertThat(Files.readString(lock)).endsWith("""
        tern-lock 1

        enum demo.Color
          0 COLOR_RED
          1 COLOR_GREEN
          2 COLOR_BLUE

        message demo.Circle
          1 single double radius

        message demo.Closed
          1 optional string message

        message demo.Filter
          1 optional string text

        message demo.FindRequest
          1 single int64 id
          2 single bool deep

        message demo.OutlineRequest
          1 single demo.Shape shape

        message demo.OutlineResponse
          1 single demo.Shape result

        message demo.SearchResponse
          1 repeated demo.User result

        message demo.Shape
          1 oneof demo.Circle circle
          2 oneof demo.Square square

        message demo.Square
          1 single double side

        message demo.User
          1 single int32 id
          2 optional string name
          3 optional string(LocalDate) birthday
          4 repeated demo.Color colors
          5 repeated map<string,demo.Color> favourites

        message demo.WatchRequest
          1 optional string text

        service demo.Users
          find wrapped demo.FindRequest returns message demo.User
          find throws dev.tern.codec.protobuf.schema.Versions.Closed as demo.Closed
          outline wrapped demo.OutlineRequest returns wrapped demo.OutlineResponse
          save message demo.User returns message demo.User
          search message demo.Filter returns wrapped demo.SearchResponse
          watch wrapped demo.WatchRequest returns stream message demo.User
        """);
  }

  @Test
  void whatIsWrittenIsReadAgain() throws Exception {
    assertThat(check(Versions.V1.Users.class, Versions.V1.Users.class)).isEmpty();
    for (Class<?>[] services : List.of(Odd.services(), new Class<?>[] {Class.forName("dev.tern.tck.CodecService")})) {
      Path lock = directory.resolve("odd.proto.lock");
      ProtoLock.write(lock, services);
      assertThat(ProtoLock.check(lock, services)).isEmpty();
      WireShape shape = ShapeReader.read(ProtoFiles.schema(services));
      assertThat(LockText.read("lock", Files.readAllLines(lock))).isEqualTo(shape);
    }
  }

  @Test
  void additionsAndNewNamesOfTypesPassAndAreListed() throws Exception {
    assertThat(check(Versions.V1.Users.class, Versions.Compatible.Users.class)).containsExactlyInAnyOrder(
        "depth (number 3) of demo.FindRequest", "mail (number 6) of demo.Person", "limit (number 2) of demo.Filter",
        "BLACK of enum demo.Tint; old peers that have no @UnknownValue read it as null, and refuse it in lists "
            + "and maps",
        "line (number 3) of demo.Shape; old peers cannot read it", "method demo.Users/delete");
    Path lock = directory.resolve("demo.proto.lock");
    assertThat(ProtoLock.check(lock, Versions.V1.Users.class, Odd.Fourth.class)).containsExactly("service Bare");
  }

  @Test
  void numbersThatMovedAreToldTogetherAndWhereToPutThemBack() {
    assertThat(breaks(Versions.Renumbered.Users.class)).contains("""
        demo.Users/find, request: parameters have moved: id from number 1 to 2, deep from number 2 to 1
          Old and new peers read other fields than were sent.
          Give them their old numbers: @Field(1) on id, @Field(2) on deep. All of one type need @Field then; what is \
        new takes numbers that nothing had.""", """
        demo.Users/find, reply: members of demo.User have moved: id from number 1 to 2, name from number 2 to 3
          Old and new peers read other fields than were sent.
          Give them their old numbers: @Field(1) on id, @Field(2) on name. All of one type need @Field then; what is \
        new takes numbers that nothing had.""", """
        demo.Users/find, reply: constants of enum demo.Color have moved: RED from number 0 to 1, GREEN from number 1 \
        to 2, BLUE from number 2 to 3
          Old and new peers read other constants than were sent.
          Constants are numbered by their position: keep those that are there in place, and add new ones at the end.""")
        .anyMatch(text -> text.contains("of demo.Shape have moved: square from number 2 to 1")
            && text.contains("@Field(2) on the class of square"))
        .anyMatch(text -> text.contains("members of demo.Filter have moved: text from number 1 to 7"));
  }

  @Test
  void aFieldOrCaseThatIsGoneIsToBePutBackOrReserved() {
    assertThat(breaks(Versions.Renumbered.Users.class)).contains("""
        demo.Users/find, reply: birthday (number 3) of demo.User is gone
          What old peers send there is passed over; they get nothing there. A later field may take the number, and \
        they would read it as birthday.
          Put it back, or say that it is gone for good: @Reserved(numbers = 3, names = "birthday") on User.""", """
        demo.Users/outline, request: circle (number 1) of demo.Shape stands for it no more
          Old peers still send it, and new ones cannot read it.
          Put it back, or keep the others' numbers with @Field on their classes and add \
        @Reserved(numbers = 1, names = "Circle") on Shape.""").hasSize(7);
  }

  @Test
  void whatIsGoneAndReservedPassesAndStaysReserved() throws Exception {
    assertThat(check(Versions.V1.Users.class, Versions.Reserving.Users.class)).containsExactlyInAnyOrder(
        "deep (number 2) of demo.FindRequest is gone and reserved", "name (number 2) of demo.User is gone and reserved",
        "birthday (number 3) of demo.User is gone and reserved", "circle (number 1) of demo.Shape is gone and reserved",
        "mail (number 6) of demo.User");
    Path lock = directory.resolve("demo.proto.lock");
    ProtoLock.write(lock, Versions.Reserving.Users.class);
    assertThat(Files.readString(lock)).contains("message demo.User\n  reserved 2-3\n  1 single int32 id\n");
    assertThat(breaks(Versions.Reserving.Users.class, Versions.Forgetting.Users.class)).containsExactlyInAnyOrder("""
        demo.Users/find, reply: mail (number 2) of demo.User takes a number that is reserved
          Old peers read and send there what was removed.
          Give it a number that nothing had: @Field(7).""", """
        demo.Users/find, reply: members of demo.User have moved: mail from number 6 to 2
          Old and new peers read other fields than were sent.
          Give them their old numbers: @Field(6) on mail. All of one type need @Field then; what is new takes numbers \
        that nothing had.""", """
        demo.Users/find, request: demo.FindRequest: number 2 is reserved no more
          Old peers may still send what was there, and a later field would read it as its own.
          Keep 2 in @Reserved(numbers = ...).""");
  }

  @Test
  void anotherTypeOrCardinalityBreaksWhereverItStands() {
    List<String> breaks = breaks(Versions.Retyped.Users.class);
    assertThat(breaks).contains("""
        demo.Users/find, reply: birthday (number 3) of demo.User was optional string(LocalDate), now it is optional \
        string(LocalDateTime)
          Each side refuses texts of the other that are none of its own kind.
          Keep it as it was, or make it a new one: @Field(6), with @Reserved(numbers = 3) on User.""");
    assertThat(breaks).extracting(text -> text.lines().findFirst().orElseThrow()).containsExactlyInAnyOrder(
        "demo.Users/find, request: parameter id (number 1) was int64, now it is optional int64",
        "demo.Users/find, reply: id (number 1) of demo.User was int32, now it is int64",
        "demo.Users/find, reply: name (number 2) of demo.User was optional string, now it is repeated string",
        "demo.Users/find, reply: birthday (number 3) of demo.User was optional string(LocalDate), now it is optional "
            + "string(LocalDateTime)",
        "demo.Users/find, reply: colors (number 4) of demo.User was repeated demo.Color, now it is repeated string",
        "demo.Users/find, reply: favourites (number 5) of demo.User was map<string,demo.Color>, now it is "
            + "map<int64,demo.Color>",
        "demo.Users/find, reply: BLUE (number 2) of enum demo.Color is gone",
        "demo.Users/outline, request: radius (number 1) of demo.Circle was double, now it is optional double",
        "demo.Users/outline, request: side (number 1) of demo.Square was double, now it is float",
        "demo.Users/search, request: text (number 1) of demo.Filter was optional string, now it is optional bytes");
  }

  @Test
  void anotherShapeOfAMethodBreaks() {
    List<String> breaks = breaks(Versions.Reshaped.Users.class);
    assertThat(breaks).contains("""
        demo.Users/search: the request was demo.Filter itself, now demo.SearchRequest is wrapped around the parameters
          Each side reads the other's first field as one of its own: wrong values, or errors of decoding.
          Put what is new into Filter, or add a method. A method begun with @RpcMethod(request = WRAPPED) may get more \
        parameters later.""");
    assertThat(breaks).extracting(text -> text.lines().findFirst().orElseThrow()).containsExactlyInAnyOrder(
        "demo.Users/find: error dev.tern.codec.protobuf.schema.Versions.Closed is no longer declared",
        "demo.Users/outline: the method is gone",
        "demo.Users/save: the request was demo.User itself, now demo.SaveRequest is wrapped around the parameters",
        "demo.Users/save: the reply was demo.User itself, now demo.SaveResponse is wrapped around it",
        "demo.Users/search: the request was demo.Filter itself, now demo.SearchRequest is wrapped around the "
            + "parameters",
        "demo.Users/watch: the reply is no stream any more");
    assertThat(breaks(Versions.Reshaped.Users.class, Versions.V1.Users.class)).anyMatch(text -> text.startsWith("""
        demo.Users/save: the request was wrapped around the parameters, now it is demo.User itself
        """) && text.contains("Keep the wrapper: @RpcMethod(request = WRAPPED)."))
        .anyMatch(text -> text.startsWith("demo.Users/watch: the reply has become a stream"));
  }

  @Test
  void aNumberThatMeansSomethingElseNowBreaksEvenIfItsTypeIsTheSame() {
    List<String> breaks = breaks(Versions.Reused.Users.class);
    assertThat(breaks).contains("""
        demo.Users/find, reply: name (number 2) of demo.User is mail now
          Each side reads the other's name as mail and back. That is right only if it is the same thing under a \
        new name.
          If it is, accept it: ProtoTool lock --accept-breaks. If not, give mail a number that nothing had, @Field(6), \
        and add @Reserved(numbers = 2, names = "name") on User.""").hasSize(4)
        .anyMatch(text -> text.startsWith("demo.Users/find, reply: BLUE (number 2) of enum demo.Color is INDIGO now"));
  }

  @RpcService(name = "demo.Named")
  interface Named {
    void take(long id, String name);
  }

  /** As the compiler leaves the same without its option {@code -parameters}; and another type. */
  @RpcService(name = "demo.Named")
  interface Nameless {
    void take(long arg0, byte[] arg1);
  }

  @Test
  void parametersWithoutNamesAreNotTakenForNewOnesAndTheirTypesAreComparedAllTheSame() {
    String unsure = "\n  The wire is the same if the parameters are in the order they had, which nobody can tell "
        + "without names.\n  ";
    String place = "demo.Named/take, request: parameter ";
    assertThat(breaks(Named.class, Nameless.class)).hasSize(3).contains(
        place + "id (number 1) is called arg0 now, which is its place and no name" + unsure
            + "Compile the interface with -parameters, as it was for the lock.")
        .anyMatch(text -> text.startsWith(place + "name (number 2) was optional string, now it is optional bytes"));
    assertThat(breaks(Nameless.class, Named.class)).hasSize(3).contains(
        place + "arg0 (number 1) is called id now, which is a name" + unsure
            + "The lock was written of an interface compiled without -parameters. If the order is the same, write it "
            + "again: ProtoTool lock --accept-breaks.");
  }

  @Test
  void aServiceThatIsGoneBreaks() {
    assertThat(breaks(Odd.Fourth.class)).singleElement().asString()
        .startsWith("demo.Users: the service is gone, or its interface was not among those checked")
        .contains("@RpcService(name = \"demo.Users\")");
  }

  @Test
  void whatIsNoLockIsNamedWithItsLine() throws Exception {
    Path lock = directory.resolve("demo.proto.lock");
    assertThatThrownBy(() -> ProtoLock.check(lock, Odd.Fourth.class)).isInstanceOf(NoSuchFileException.class);
    for (String text : List.of("", "# only this")) {
      Files.writeString(lock, text);
      assertThatThrownBy(() -> ProtoLock.check(lock, Odd.Fourth.class)).isInstanceOf(IllegalArgumentException.class)
          .hasMessage("demo.proto.lock is empty. Write it with ProtoTool lock.");
    }
    ProtoLock.write(lock, Versions.V1.Users.class);
    String good = Files.readString(lock);
    for (String bad : List.of("  99999999999 single int32 x", "  9 double int32 x", "  1 single int32 again",
        "what", "  0 COLOR_AGAIN", "message x y")) {
      Files.writeString(lock, good.replace("message demo.Square\n", "message demo.Square\n" + bad + "\n"));
      if (bad.contains("COLOR")) {
        Files.writeString(lock, good.replace("enum demo.Color\n", "enum demo.Color\n  0 COLOR_OTHER\n"));
      }
      assertThatThrownBy(() -> ProtoLock.check(lock, Versions.V1.Users.class))
          .isInstanceOf(IllegalArgumentException.class).hasMessageMatching(
              "demo\\.proto\\.lock, line \\d+: \".*\" \\(expected: a line as ProtoTool lock writes it\\)");
    }
    Files.writeString(lock, good.replace("enum demo.Color", "<<<<<<< HEAD\nenum demo.Color"));
    assertThatThrownBy(() -> ProtoLock.check(lock, Versions.V1.Users.class))
        .hasMessage("demo.proto.lock, line 4: a conflict of version control. Resolve it as in any source: both sides' "
            + "lines must stay.");
    Files.writeString(lock, good.replace("tern-lock 1", "tern-lock 2"));
    assertThatThrownBy(() -> ProtoLock.check(lock, Versions.V1.Users.class))
        .hasMessage("demo.proto.lock, line 2: \"tern-lock 2\" (expected: tern-lock 1)");
  }
}
