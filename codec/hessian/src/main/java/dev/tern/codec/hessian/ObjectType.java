package dev.tern.codec.hessian;

import dev.tern.api.spi.DecodeException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whatever travels as an object of a named class: records, beans, declared exceptions, enums, and JDK values that have
 * no form of their own. Read are objects of a definition and, from languages that have none, maps from the names of
 * members to their values.
 */
abstract class ObjectType extends ValueType {
  /** Nothing may be read into this slot. */
  private static final int UNKNOWN = -1;

  /** Bytes of memory of an object and of an array, without what they hold. */
  private static final int HEADER_WEIGHT = 16;

  /** Of a member, in the instance and before that in an array. */
  private static final int MEMBER_WEIGHT = 12;

  private final Class<?> raw;
  private final Definition definition;
  private final Set<String> names;
  private List<Member> members = List.of();
  private Map<String, Integer> slotByName = Map.of();
  private int[] ownSlots = {};
  private int weight;

  /**
   * @param definition what is written
   * @param otherNames of the class, that are read as well
   */
  ObjectType(Class<?> raw, Definition definition, Set<String> otherNames) {
    this.raw = raw;
    this.definition = definition;
    this.names = otherNames;
  }

  /** Of a member: how the wire calls it, and its type. */
  record Member(String name, ValueType type) {}

  /** Done once, before use: members may lead back to this type. Those that are written stand first. */
  final void complete(List<Member> all) {
    members = List.copyOf(all);
    Map<String, Integer> slots = new HashMap<>();
    for (int slot = 0; slot < all.size(); slot++) {
      slots.put(all.get(slot).name(), slot);
    }
    slotByName = Map.copyOf(slots);
    ownSlots = new int[definition.fields().size()];
    Arrays.setAll(ownSlots, slot -> slot);
    weight = 2 * HEADER_WEIGHT + all.size() * MEMBER_WEIGHT + extraWeight();
  }

  final Class<?> raw() {
    return raw;
  }

  final Definition definition() {
    return definition;
  }

  final String simpleName() {
    return raw.getSimpleName();
  }

  final boolean isNamed(String name) {
    return definition.name().equals(name) || names.contains(name);
  }

  /** Memory, in bytes, of an instance beyond its fields. */
  int extraWeight() {
    return 0;
  }

  /** 1 for what the limit of nesting is meant for. */
  abstract int levels();

  /** Writes the members of a value, in the order of the definition. */
  abstract void writeMembers(HessianWriter out, Object value);

  /** An instance that references may point to while its members are read; null if there is none before them. */
  @Nullable Object early() throws Throwable {
    return null;
  }

  /** Makes the value of all members. Runs constructors of the user's. */
  abstract @Nullable Object make(@Nullable Object early, @Nullable Object[] members) throws Throwable;

  @Override
  final boolean isNumbered() {
    return true;
  }

  @Override
  void write(HessianWriter out, Object value) {
    int index = out.begin(this, value, levels());
    if (index >= 0) {
      out.object(definition);
      writeMembers(out, value);
      out.end(index, value, levels());
    }
  }

  @Override
  @Nullable Object read(HessianReader in, int tag) throws DecodeException {
    if (Tags.isObject(tag)) {
      SeenDefinition seen = in.definition(tag);
      return read(in, seen, seen.slots(this));
    }
    if (!Tags.isMap(tag)) {
      throw in.unexpected(tag, "an object of " + simpleName());
    }
    if (tag == Tags.MAP_TYPED && !isNamed(in.type())) {
      throw anotherClass();
    }
    return readMap(in);
  }

  @Override
  @Nullable Definition match(HessianReader in) {
    return in.skipIf(definition) ? definition : null;
  }

  final DecodeException anotherClass() {
    return new DecodeException("object of a class that is not " + simpleName());
  }

  /** Where the fields of a definition belong. */
  final int[] slots(Definition seen) throws DecodeException {
    if (seen == definition) {
      return ownSlots;
    }
    if (!isNamed(seen.name())) {
      throw anotherClass();
    }
    int[] slots = new int[seen.fields().size()];
    boolean[] taken = new boolean[members.size()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = slotByName.getOrDefault(seen.fields().get(i), UNKNOWN);
      if (slots[i] != UNKNOWN) {
        if (taken[slots[i]]) {
          throw twice(slots[i]);
        }
        taken[slots[i]] = true;
      }
    }
    return slots;
  }

  private DecodeException twice(int slot) {
    return new DecodeException("field " + members.get(slot).name() + " of " + simpleName() + " stands twice");
  }

  private @Nullable Object read(HessianReader in, SeenDefinition seen, int[] slots) throws DecodeException {
    Object early = makeEarly();
    int index = in.begin(this, early, levels(), weight);
    Object[] values = new Object[members.size()];
    for (int slot : slots) {
      if (slot == UNKNOWN) {
        in.skip();
      } else {
        values[slot] = member(in, slot);
      }
    }
    return finish(in, index, early, values);
  }

  private @Nullable Object readMap(HessianReader in) throws DecodeException {
    Object early = makeEarly();
    int index = in.begin(this, early, levels(), weight);
    Object[] values = new Object[members.size()];
    boolean[] taken = new boolean[values.length];
    while (!in.ends()) {
      int tag = in.tag();
      if (!Tags.isText(tag)) {
        throw in.unexpected(tag, "the name of a member of " + simpleName());
      }
      int slot = slotByName.getOrDefault(in.text(tag), UNKNOWN);
      if (slot == UNKNOWN) {
        in.skip();
      } else if (taken[slot]) {
        throw twice(slot);
      } else {
        taken[slot] = true;
        values[slot] = member(in, slot);
      }
    }
    return finish(in, index, early, values);
  }

  private @Nullable Object member(HessianReader in, int slot) throws DecodeException {
    Member member = members.get(slot);
    try {
      return member.type().read(in);
    } catch (DecodeException e) {
      throw in.located(e, "field " + member.name() + " of " + simpleName());
    }
  }

  private @Nullable Object makeEarly() throws DecodeException {
    try {
      return early();
    } catch (Throwable e) {
      throw refused(e);
    }
  }

  private @Nullable Object finish(HessianReader in, int index, @Nullable Object early, @Nullable Object[] values)
      throws DecodeException {
    for (int slot = 0; slot < values.length; slot++) {
      if (values[slot] == null) {
        values[slot] = members.get(slot).type().absent(in);
      }
    }
    @Nullable Object value;
    try {
      value = make(early, values);
    } catch (Throwable e) {
      throw refused(e);
    }
    in.end(index, value, levels());
    return value;
  }

  /** The text of a foreign failure may quote values. */
  private DecodeException refused(Throwable failure) throws DecodeException {
    if (failure instanceof DecodeException known) {
      return known;
    }
    if (failure instanceof OutOfMemoryError error) {
      throw error;
    }
    return new DecodeException(simpleName() + " refuses its values: " + failure.getClass().getSimpleName());
  }
}
