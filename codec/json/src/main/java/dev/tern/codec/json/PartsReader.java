package dev.tern.codec.json;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.tern.api.spi.DecodeException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the members of one object into slots, in whatever order they come, and passes over those it does not know. */
final class PartsReader {
  /** Of an object, of an array, and of a place in a list. */
  private static final int HEADER_WEIGHT = 16;

  private static final int MEMBER_WEIGHT = 12;
  private static final int CONTAINER_WEIGHT = 56;

  /** In a slot of which nothing was read. */
  private static final Object ABSENT = new Object();

  private final String object;
  private final ValueCodec[] codecs;
  private final String[] places;
  private final SerializedString[] names;
  private final Map<String, Integer> slots = new LinkedHashMap<>();
  private final int weight;

  private final boolean refusesStrangers;

  /** @param object for error texts */
  PartsReader(String object, List<Part> parts) {
    this(object, parts, false);
  }

  /**
   * @param refusesStrangers true if an object that has members, but none of those known here, cannot be meant: the
   *     names of parameters are other ones on a side that was compiled without them
   */
  PartsReader(String object, List<Part> parts, boolean refusesStrangers) {
    this.refusesStrangers = refusesStrangers && !parts.isEmpty();
    this.object = object;
    this.codecs = parts.stream().map(Part::codec).toArray(ValueCodec[]::new);
    this.places = parts.stream().map(Part::place).toArray(String[]::new);
    this.names = parts.stream().map(part -> new SerializedString(part.name())).toArray(SerializedString[]::new);
    for (int slot = 0; slot < names.length; slot++) {
      names[slot].asQuotedChars(); // made now rather than during a call
      slots.put(names[slot].getValue(), slot);
    }
    long containers = Arrays.stream(codecs).filter(PartsReader::isContainer).count();
    this.weight = 3 * HEADER_WEIGHT + codecs.length * MEMBER_WEIGHT + (int) containers * CONTAINER_WEIGHT;
  }

  private static boolean isContainer(ValueCodec codec) {
    return codec instanceof ContainerCodec || codec instanceof MapCodec;
  }

  /** Where the type of an object stands in it. */
  enum Typed {
    /** Nowhere: it can be of one type only. */
    NO,
    /** At the beginning, and is read already. */
    FIRST,
    /** Behind the first name, at which the reader stands. */
    LATER
  }

  /** Reads from the beginning of an object to its end. */
  @Nullable Object[] read(JsonReader in, Typed typed) throws IOException, DecodeException {
    in.node(weight);
    Object[] values = new Object[codecs.length];
    Arrays.fill(values, ABSENT);
    int slot = -1;
    try {
      int expected = 0;
      boolean known = false;
      boolean strange = false;
      boolean atName = typed == Typed.LATER;
      while (true) {
        slot = -1;
        if (atName) {
          atName = false;
          slot = find(in);
        } else if (expected < names.length && in.nextIs(names[expected])) {
          slot = expected; // senders mostly keep the order
        } else {
          if (expected == names.length) {
            in.next();
          }
          if (in.token() == JsonToken.END_OBJECT) {
            break;
          }
          slot = find(in);
        }
        if (slot < 0) {
          strange = true;
          passOver(in, typed);
          continue;
        }
        if (values[slot] != ABSENT) {
          throw new DecodeException("sent twice");
        }
        values[slot] = in.next() == JsonToken.VALUE_NULL ? null : codecs[slot].read(in);
        expected = slot + 1;
        known = true;
      }
      if (refusesStrangers && strange && !known) {
        throw new DecodeException("no member of it is known here (expected: " + String.join(", ", slots.keySet())
            + "). Compile the interface with -parameters on both sides");
      }
      for (slot = 0; slot < values.length; slot++) {
        if (values[slot] == null || values[slot] == ABSENT) {
          values[slot] = codecs[slot].absent();
        }
      }
      return values;
    } catch (DecodeException e) {
      throw in.located(e, place(slot));
    } catch (IOException e) {
      throw in.located(e, place(slot));
    }
  }

  private int find(JsonReader in) throws IOException {
    Integer slot = slots.get(in.name());
    return slot == null ? -1 : slot;
  }

  private static void passOver(JsonReader in, Typed typed) throws IOException, DecodeException {
    if (typed == Typed.FIRST && in.name().equals(LateTypes.NAME)) {
      throw new DecodeException("member \"" + LateTypes.NAME + "\" sent twice");
    }
    in.next();
    in.skip();
  }

  private String place(int slot) {
    return slot < 0 ? object : places[slot];
  }
}
