package dev.tern.codec.protobuf;

import dev.tern.api.codec.Container;
import dev.tern.api.codec.Limits;
import dev.tern.api.spi.DecodeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the reader of each field from its model. */
final class FieldReaders {
  /** Of one element's place in its list. */
  static final int ELEMENT_WEIGHT = 8;

  private final Function<MessageModel, MessageMapping> mappings;

  /** @param mappings gives the reader of a nested message; it may not be complete yet */
  FieldReaders(Function<MessageModel, MessageMapping> mappings) {
    this.mappings = mappings;
  }

  /** The reader of all fields of a message made around parameters or a reply. */
  SlotReader all(String message, List<FieldModel> fields) {
    return all(message, fields, SlotReader.Unknown.REFUSED_BY_TYPE);
  }

  /** The reader of all fields of one message. */
  SlotReader all(String message, List<FieldModel> fields, SlotReader.Unknown unknown) {
    int[] numbers = fields.stream().mapToInt(FieldModel::number).toArray();
    int[] slots = fields.stream().mapToInt(FieldModel::slot).toArray();
    FieldReader[] readers = fields.stream().map(field -> field(field, message)).toArray(FieldReader[]::new);
    return new SlotReader(message, numbers, slots, readers, unknown);
  }

  private FieldReader field(FieldModel field, String message) {
    return field.shape() instanceof Shape.Single single && single.absence() == Shape.Absence.REFUSED
        ? new Required(value(single.value()), single, "field " + field.number() + " of " + message)
        : field(field.shape());
  }

  /** Elements to have room for before the first is read. */
  static int room(ProtoReader in, int smallestElement) {
    return Math.min(in.remaining() / smallestElement, Limits.PREALLOCATED);
  }

  private FieldReader field(Shape shape) {
    if (shape instanceof Shape.Plain plain) {
      return new Plain(plain.kind());
    }
    if (shape instanceof Shape.Single single) {
      return new Single(value(single.value()), single);
    }
    if (shape instanceof Shape.Repeated repeated) {
      return new Repeated(value(repeated.element()), repeated);
    }
    Shape.Mapped mapped = (Shape.Mapped) shape;
    return new Mapped(mapped, value(mapped.key()), value(mapped.value()));
  }

  private ValueReader value(Value value) {
    if (value instanceof Value.Scalar scalar) {
      return new ValueReaders.Scalar(scalar.kind());
    }
    if (value instanceof Value.Text text) {
      return new ValueReaders.Text(text.form());
    }
    if (value instanceof Value.Enumeration enumeration) {
      return new ValueReaders.Enumeration(enumeration.type());
    }
    if (value instanceof Value.EnumName name) {
      return new ValueReaders.EnumName(name.type());
    }
    if (value instanceof Value.Message message) {
      return new ValueReaders.Message(mappings.apply(message.model()));
    }
    if (value instanceof Value.Oneof oneof) {
      return new ValueReaders.Oneof(new OneofMapping(oneof.model(), mappings));
    }
    if (value instanceof Value.Generated generated) {
      return new ValueReaders.Generated(generated.type());
    }
    if (value instanceof Value.Timestamp) {
      return new ValueReaders.Timestamp();
    }
    if (value instanceof Value.Span) {
      return new ValueReaders.Span();
    }
    return new ValueReaders.Box(field(((Value.Box) value).content()));
  }

  /** A primitive. */
  private static final class Plain extends FieldReader {
    private final ScalarKind kind;
    private final int wireType;

    Plain(ScalarKind kind) {
      this.kind = kind;
      this.wireType = kind.wireType();
    }

    @Override
    Object read(ProtoReader in, int wire, @Nullable Object slot) throws DecodeException {
      return ValueReaders.scalar(kind, in);
    }

    @Override
    boolean accepts(int wire) {
      return wire == wireType;
    }

    @Override
    Object initial() {
      return kind.zero();
    }
  }

  /** One value, or none. The last one counts; parts of a message are merged. */
  private static class Single extends FieldReader {
    private final ValueReader value;
    private final int wireType;
    private final Shape.Absence absence;

    Single(ValueReader value, Shape.Single shape) {
      this.value = value;
      this.wireType = shape.value().wireType();
      this.absence = shape.absence();
    }

    @Override
    @Nullable Object read(ProtoReader in, int wire, @Nullable Object slot) throws DecodeException {
      return value.merge(in, slot);
    }

    @Override
    boolean accepts(int wire) {
      return wire == wireType;
    }

    @Override
    boolean finishes() {
      return absence != Shape.Absence.NULL || value.isPending();
    }

    @Override
    @Nullable Object finish(@Nullable Object slot) throws DecodeException {
      Object whole = slot == null ? null : value.finish(slot);
      return switch (absence) {
        case NULL, REFUSED -> whole;
        case OPTIONAL -> Optional.ofNullable(whole);
        case OPTIONAL_INT -> whole == null ? OptionalInt.empty() : OptionalInt.of((Integer) whole);
        case OPTIONAL_LONG -> whole == null ? OptionalLong.empty() : OptionalLong.of((Long) whole);
        case OPTIONAL_DOUBLE -> whole == null ? OptionalDouble.empty() : OptionalDouble.of((Double) whole);
      };
    }
  }

  /** A value that is never null. */
  private static final class Required extends Single {
    private final ValueReader value;
    private final String place;

    /** @param place for error texts */
    Required(ValueReader value, Shape.Single shape, String place) {
      super(value, shape);
      this.value = value;
      this.place = place;
    }

    @Override
    @Nullable Object finish(@Nullable Object slot) throws DecodeException {
      Object whole = super.finish(slot);
      if (whole != null) {
        return whole;
      }
      try {
        return value.absent();
      } catch (DecodeException e) { // the bytes were all read: nobody else knows which field it was
        throw new DecodeException(place + ": " + e.getMessage());
      }
    }
  }

  /** Any number of values; the slot holds a list of those so far. */
  private static final class Repeated extends FieldReader {
    /** Of the map inside of it. */
    private static final int SET_WEIGHT = 72;

    private final ValueReader element;
    private final int wireType;
    private final boolean packable;
    private final Container container;

    Repeated(ValueReader element, Shape.Repeated shape) {
      this.element = element;
      this.wireType = shape.element().wireType();
      this.packable = shape.element().packable();
      this.container = shape.container();
    }

    @Override
    Object read(ProtoReader in, int wire, @Nullable Object slot) throws DecodeException {
      List<Object> values = list(slot);
      if (wire == wireType) {
        in.node(ELEMENT_WEIGHT);
        if (values == null) {
          values = new ArrayList<>();
        }
        values.add(element.whole(in));
        return values;
      }
      int outer = in.narrow();
      if (values == null) {
        values = new ArrayList<>(room(in, element.smallest()));
      }
      while (in.more()) {
        values.add(element.whole(in));
      }
      in.widen(outer);
      return values;
    }

    @Override
    int extraWeight() {
      return container.type() == Set.class ? SET_WEIGHT : 0;
    }

    @SuppressWarnings("unchecked")
    private static @Nullable List<Object> list(@Nullable Object slot) {
      return (List<Object>) slot;
    }

    @Override
    boolean accepts(int wire) {
      return wire == wireType || packable && wire == Wire.LENGTH;
    }

    @Override
    boolean finishes() {
      return true;
    }

    @Override
    Object finish(@Nullable Object slot) throws DecodeException {
      List<Object> values = list(slot);
      return container.fill(values == null ? new ArrayList<>(0) : values);
    }
  }

  /** Entries of a map; the last one of a key counts, in the place of the first. */
  private static final class Mapped extends FieldReader {
    private static final int ENTRY_WEIGHT = 64;

    private final ValueReader key;
    private final int keyTag;
    private final ValueReader value;
    private final int valueTag;

    Mapped(Shape.Mapped shape, ValueReader key, ValueReader value) {
      this.key = key;
      this.keyTag = Wire.tag(Shape.Mapped.KEY, shape.key().wireType());
      this.value = value;
      this.valueTag = Wire.tag(Shape.Mapped.VALUE, shape.value().wireType());
    }

    @Override
    @SuppressWarnings("unchecked")
    Object read(ProtoReader in, int wire, @Nullable Object slot) throws DecodeException {
      in.node(ENTRY_WEIGHT);
      Map<Object, Object> map = slot == null ? new LinkedHashMap<>() : (Map<Object, Object>) slot;
      Object entryKey = null;
      Object entryValue = null;
      int outer = in.enter();
      while (in.more()) {
        int tag = in.tag();
        if (tag == keyTag) {
          entryKey = key.whole(in);
        } else if (tag == valueTag) {
          entryValue = value.merge(in, entryValue);
          if (entryValue == null) {
            throw new DecodeException(value.unknown());
          }
        } else {
          in.skip(tag);
        }
      }
      in.leave(outer);
      map.put(entryKey == null ? key.absent() : entryKey, value.wholeOrAbsent(entryValue));
      return map;
    }

    @Override
    boolean accepts(int wire) {
      return wire == Wire.LENGTH;
    }

    @Override
    boolean finishes() {
      return true;
    }

    @Override
    Object finish(@Nullable Object slot) {
      return slot == null ? new LinkedHashMap<>() : slot;
    }
  }
}
