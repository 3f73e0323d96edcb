package dev.tern.codec.protobuf.schema;

import dev.tern.codec.protobuf.schema.WireShape.Field;
import dev.tern.codec.protobuf.schema.WireShape.Label;
import dev.tern.codec.protobuf.schema.WireShape.Range;
import dev.tern.codec.protobuf.schema.WireShape.Type;
import java.util.Set;

/** How each break is told: what changed, what old and new peers see of each other, and how to mend it. */
final class BreakTexts {
  private static final Set<String> VARINTS =
      Set.of("int32", "int64", "uint32", "uint64", "sint32", "sint64", "bool");

  private BreakTexts() {}

  /**
   * A field that was.
   *
   * @param place the method, and which of its messages, where it was found first
   * @param message full name of the message it is in
   * @param parameters true if it is a parameter of the method
   */
  record At(String place, String message, String field, int number, boolean parameters) {
    @Override
    public String toString() {
      return place + ": " + (parameters ? "parameter " + field + " (number " + number + ")"
          : field + " (number " + number + ") of " + message);
    }

    /** Where an annotation on it belongs. */
    String owner() {
      return parameters ? "the method" : WireShape.simple(message);
    }
  }

  private static String of(String what, String seen, String mend) {
    return what + "\n  " + seen + "\n  " + mend;
  }

  // Services and methods.

  static String serviceGone(String name) {
    return of(name + ": the service is gone, or its interface was not among those checked",
        "Old consumers get UNIMPLEMENTED.",
        "Check its interface together with the others. If it was renamed: @RpcService(name = \"" + name + "\").");
  }

  static String methodGone(String service, String method) {
    return of(service + "/" + method + ": the method is gone", "Old consumers get UNIMPLEMENTED.",
        "Put it back. If it was renamed: @RpcMethod(name = \"" + method + "\").");
  }

  static String errorGone(String method, String error) {
    return of(method + ": error " + error + " is no longer declared",
        "New consumers get it from old providers as an RpcException, and so do old consumers that of a renamed class.",
        "Keep it in the throws clause. A declared error is known by the name of its class, which cannot change.");
  }

  static String streams(String method, boolean request, boolean now) {
    String side = request ? "request" : "reply";
    return of(method + ": the " + side + (now ? " has become a stream" : " is no stream any more"),
        "Old and new peers wait for a different number of messages, and their calls fail.",
        "Keep the method as it was, and add a new one for the " + (now ? "stream." : "single " + side + "."));
  }

  static String wrapped(String method, boolean request, String was, String is, boolean now) {
    String what = request ? "request" : "reply";
    String seen = "Each side reads the other's first field as one of its own: wrong values, or errors of decoding.";
    if (request) {
      return now
          ? of(method + ": the request was " + was + " itself, now " + is + " is wrapped around the parameters", seen,
              "Put what is new into " + WireShape.simple(was) + ", or add a method. A method begun with "
                  + "@RpcMethod(request = WRAPPED) may get more parameters later.")
          : of(method + ": the request was wrapped around the parameters, now it is " + is + " itself", seen,
              "Keep the wrapper: @RpcMethod(request = WRAPPED).");
    }
    return now
        ? of(method + ": the " + what + " was " + was + " itself, now " + is + " is wrapped around it", seen,
            "Return " + WireShape.simple(was) + " again: neither @Nullable nor Optional, nor sealed. Or add a method.")
        : of(method + ": the " + what + " was wrapped, now it is " + is + " itself", seen,
            "Return what was returned: @Nullable, Optional or sealed types keep the wrapper. Or add a method.");
  }

  static String otherMessage(String place, String was, String is) {
    return of(place + " was " + was + ", now it is " + is, "Each side reads the other's fields as its own.",
        "Keep the type, or add a method.");
  }

  // Fields.

  static String gone(At at, boolean oneof) {
    String javaName = oneof ? Character.toUpperCase(at.field().charAt(0)) + at.field().substring(1) : at.field();
    String reserve = "@Reserved(numbers = " + at.number() + ", names = \"" + javaName + "\") on " + at.owner();
    return oneof
        ? of(at + " stands for it no more", "Old peers still send it, and new ones cannot read it.",
            "Put it back, or keep the others' numbers with @Field on their classes and add " + reserve + ".")
        : of(at + " is gone", "What old peers send there is passed over; they get nothing there. A later field may "
            + "take the number, and they would read it as " + at.field() + ".",
            "Put it back, or say that it is gone for good: " + reserve + ".");
  }

  static String moved(String what, String mends) {
    return of(what, "Old and new peers read other fields than were sent.", "Give them their old numbers: " + mends
        + ". All of one type need @Field then; what is new takes numbers that nothing had.");
  }

  static String replaced(At at, Field present, boolean alike, int free) {
    String is = present.name();
    return of(at + " is " + is + " now", "Each side reads the other's " + at.field() + " as " + is + " and back"
            + (alike ? ". That is right only if it is the same thing under a new name."
                : ", and they are of different types: " + type(present) + " now."),
        (alike ? "If it is, accept it: ProtoTool lock --accept-breaks. If not, give " : "Give ") + is
            + " a number that nothing had, @Field(" + free + "), and add @Reserved(numbers = " + at.number()
            + ", names = \"" + at.field() + "\") on " + at.owner() + ".");
  }

  static String nameless(At at, Field present, boolean isNow) {
    return of(at + " is called " + present.name() + " now, which is " + (isNow ? "its place and no" : "a")
            + " name",
        "The wire is the same if the parameters are in the order they had, which nobody can tell without names.",
        isNow ? "Compile the interface with -parameters, as it was for the lock."
            : "The lock was written of an interface compiled without -parameters. If the order is the same, write it "
                + "again: ProtoTool lock --accept-breaks.");
  }

  static String reused(At at, int free) {
    return of(at + " takes a number that is reserved", "Old peers read and send there what was removed.",
        "Give it a number that nothing had: @Field(" + free + ").");
  }

  static String reservationGone(String place, Range range) {
    return of(place + ": number " + range + " is reserved no more",
        "Old peers may still send what was there, and a later field would read it as its own.",
        "Keep " + range + " in @Reserved(numbers = ...).");
  }

  static String cardinality(At at, Field was, Field is, int free) {
    String seen;
    if (was.label() == Label.SINGLE && is.label() == Label.OPTIONAL) {
      seen = "A zero of old peers is not sent and arrives as null; a null of new ones arrives there as zero.";
    } else if (was.label() == Label.OPTIONAL && is.label() == Label.SINGLE) {
      seen = "A null of old peers arrives as zero; a zero of new ones is not sent and arrives there as null.";
    } else {
      seen = "The side that knows one value reads the last one only, or none.";
    }
    return of(at + " was " + type(was) + ", now it is " + type(is), seen, newField(at, free));
  }

  static String type(At at, Field was, Field is, Type.One before, Type.One after, int free) {
    return of(at + " was " + type(was) + ", now it is " + type(is), seen(before, after), newField(at, free));
  }

  private static String seen(Type.One was, Type.One is) {
    if (was.name().equals(is.name())) {
      return was.name().equals("string")
          ? "Each side refuses texts of the other that are none of its own kind."
          : "Values that the narrower type cannot hold are refused there.";
    }
    if (VARINTS.contains(was.name()) && VARINTS.contains(is.name())) {
      return was.name().equals("int32") && is.name().equals("int64") || was.name().equals("int64")
          && is.name().equals("int32")
          ? "Values beyond 32 bits are cut off or refused where the type is int32."
          : "The same bytes mean other values on each side.";
    }
    return "Each side passes over what the other sends there, or fails to read it: the value is lost.";
  }

  private static String newField(At at, int free) {
    return "Keep it as it was, or make it a new one: @Field(" + free + "), with @Reserved(numbers = " + at.number()
        + ") on " + at.owner() + ".";
  }

  private static String type(Field field) {
    boolean bare = field.label() == Label.SINGLE || field.type() instanceof Type.Mapped;
    return (bare ? "" : field.label().text() + " ") + field.type();
  }

  // Enums.

  static String valuesMoved(String what) {
    return of(what, "Old and new peers read other constants than were sent.",
        "Constants are numbered by their position: keep those that are there in place, and add new ones at the end.");
  }

  static String valueReplaced(String at, String present) {
    return of(at + " is " + present + " now", "Each side reads one as the other. As the key of a map it is refused.",
        "Keep the old constant and add the new one at the end. If only its name changed and it is no key of a map, "
            + "accept it: ProtoTool lock --accept-breaks.");
  }

  static String valueGone(String at) {
    return of(at + " is gone", "New peers that have no @UnknownValue read it as null, and refuse it in lists and maps.",
        "Keep the constant, deprecated, as long as somebody may send it.");
  }
}
