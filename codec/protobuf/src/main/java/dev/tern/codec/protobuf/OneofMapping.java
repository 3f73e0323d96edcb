package dev.tern.codec.protobuf;

import dev.tern.api.spi.DecodeException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes and reads the message around a type that others stand for. Immutable. */
final class OneofMapping {
  /** Of a {@link Pending}. */
  private static final int WEIGHT = 24;

  private final OneofModel model;
  private final Class<?>[] classes;
  private final int[] tags;
  private final MessageMapping[] mappings;

  /** @param mappings gives that of each case; it may not be complete yet */
  OneofMapping(OneofModel model, Function<MessageModel, MessageMapping> mappings) {
    List<OneofModel.Case> cases = model.cases();
    this.model = model;
    this.classes = cases.stream().map(one -> one.message().type().raw()).toArray(Class<?>[]::new);
    this.tags = cases.stream().mapToInt(one -> Wire.tag(one.number(), Wire.LENGTH)).toArray();
    this.mappings = cases.stream().map(one -> mappings.apply(one.message())).toArray(MessageMapping[]::new);
  }

  /**
   * What was read so far: at most one case, the last one sent.
   *
   * @param message pending itself
   */
  private record Pending(int index, @Nullable Object message) {
    static final int NONE = -1;
  }

  /** Writes the one field that says which type it is. */
  void write(ProtoWriter out, Object value) throws Throwable {
    Class<?> type = value.getClass();
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] == type) {
        Puts.message(mappings[i], tags[i], out, value);
        return;
      }
    }
    throw new Refusal(Refusal.AS_A_WHOLE, "a " + type.getSimpleName() + " where " + model.name() + " is declared",
        "Only the types in permits or @Subtypes may stand for it. List it, or send one of these.");
  }

  /** Reads all there is of one part. */
  Object merge(ProtoReader in, @Nullable Object before) throws DecodeException {
    int last = Pending.NONE;
    Object message = null;
    if (before == null) {
      in.node(WEIGHT);
    } else {
      last = ((Pending) before).index;
      message = ((Pending) before).message;
    }
    int number = 0;
    try {
      while (in.more()) {
        number = 0;
        int tag = in.tag();
        number = Wire.number(tag);
        int index = index(tag);
        if (index == Pending.NONE) {
          in.skip(tag);
          continue;
        }
        int outer = in.enter();
        message = mappings[index].merge(in, index == last ? message : null); // another case takes its place
        last = index;
        in.leave(outer);
      }
    } catch (DecodeException e) {
      throw in.located(e, number, model.name());
    }
    return new Pending(last, message);
  }

  private int index(int tag) {
    for (int i = 0; i < tags.length; i++) {
      if (tags[i] == tag) {
        return i;
      }
    }
    return Pending.NONE;
  }

  /** Null if no case was sent that is known here. */
  @Nullable Object finish(Object pending) throws DecodeException {
    Pending read = (Pending) pending;
    return read.message == null ? null : mappings[read.index].finish(read.message);
  }

  /** What to say where one must stand and none does. */
  String unknown() {
    return "no type of " + model.name() + " that is known here";
  }
}
