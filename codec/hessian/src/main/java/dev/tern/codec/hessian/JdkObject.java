package dev.tern.codec.hessian;

import dev.tern.api.codec.TextForm;
import dev.tern.api.spi.DecodeException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JDK value as an object of plain values, in the form that hessian-lite gives it. Made again by its own factory
 * method, never by filling fields. Read is also its text form, and for an {@code Instant} Hessian's date.
 */
final class JdkObject extends ObjectType {
  private final Split split;
  private final Join join;
  private final int extraWeight;
  private final @Nullable TextForm text;

  /**
   * @param written names of the members that are written
   * @param extraWeight bytes of memory of an instance beyond its members
   */
  JdkObject(Class<?> type, String wireName, Set<String> otherNames, List<Member> members, int written, Split split,
      Join join, int extraWeight) {
    super(type, Definition.of(wireName, members.subList(0, written).stream().map(Member::name).toList()), otherNames);
    this.split = split;
    this.join = join;
    this.extraWeight = extraWeight;
    this.text = TextForm.of(type);
    complete(members);
  }

  /** Writes the members of a value. */
  interface Split {
    void write(HessianWriter out, Object value);
  }

  /** Makes the value of its members; whatever it throws refuses them. */
  interface Join {
    Object make(@Nullable Object[] members) throws Exception;
  }

  @Override
  int levels() {
    return 0;
  }

  @Override
  int extraWeight() {
    return extraWeight;
  }

  @Override
  void writeMembers(HessianWriter out, Object value) {
    split.write(out, value);
  }

  @Override
  @Nullable Object read(HessianReader in, int tag) throws DecodeException {
    if (text != null && Tags.isText(tag)) {
      return text.read(in.text(tag));
    }
    if (raw() == Instant.class && Tags.isDate(tag)) {
      return Instant.ofEpochMilli(in.date(tag));
    }
    return super.read(in, tag);
  }

  @Override
  Object make(@Nullable Object early, @Nullable Object[] members) throws Exception {
    return join.make(members);
  }
}
