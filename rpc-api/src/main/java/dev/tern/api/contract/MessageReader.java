package dev.tern.api.contract;

import dev.tern.api.UnknownFields;
import dev.tern.api.contract.MessageType.Kind;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the members of one record, bean or declared exception, and refuses what cannot be made again from them. */
final class MessageReader {
  private final Type type;
  private final Class<?> raw;
  private final Place place;
  private final Map<TypeVariable<?>, Type> bindings;

  MessageReader(Type type, Place place) {
    this.type = type;
    this.raw = Types.raw(type);
    this.place = place;
    this.bindings = Types.bindings(type);
  }

  MessageType read() {
    if (raw.isRecord()) {
      checkUnknown();
      return new MessageType(type, raw, Kind.RECORD,
          members(recordFields().stream().filter(field -> !keepsUnknown(field)).toList(), 1));
    }
    if (Throwable.class.isAssignableFrom(raw)) {
      return new MessageType(type, raw, Kind.EXCEPTION, exceptionMembers());
    }
    List<Field> fields = beanFields();
    checkBean(fields);
    return new MessageType(type, raw, Kind.BEAN, members(fields, 1));
  }

  private List<Field> recordFields() {
    return Arrays.stream(raw.getRecordComponents()).map(this::field).toList();
  }

  /** True for the component of a record that keeps what it does not know. */
  static boolean keepsUnknown(Field field) {
    return field.getType() == UnknownFields.class && travels(field);
  }

  private void checkUnknown() {
    List<Field> keeping = recordFields().stream().filter(MessageReader::keepsUnknown).toList();
    if (keeping.size() > 1) {
      at(keeping.get(1)).refuse("keeps the same unknown fields as " + keeping.get(0).getName()
          + ". Remove one of them.");
    }
    for (Field field : keeping) {
      if (field.isAnnotationPresent(dev.tern.api.Field.class)) {
        at(field).refuse("has no number of its own. Remove @Field.");
      }
    }
  }

  private Field field(RecordComponent component) {
    try {
      return raw.getDeclaredField(component.getName());
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("record " + raw.getName() + " has no field " + component.getName(), e);
    }
  }

  /** Own fields, a superclass's first; those of a JDK superclass of an exception are not ours to read. */
  private List<Field> beanFields() {
    List<Field> fields = new ArrayList<>();
    for (Class<?> c = raw; c != null && !Types.isJdk(c); c = c.getSuperclass()) {
      fields.addAll(0, Arrays.stream(c.getDeclaredFields()).filter(MessageReader::travels).toList());
    }
    return fields;
  }

  private static boolean travels(Field field) {
    return !field.isSynthetic() && (field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0;
  }

  private void checkBean(List<Field> fields) {
    String name = Descriptions.name(raw);
    Class<?> foreign = foreignSuperclass();
    if (foreign != null) {
      place.refuseEverywhere(name + " extends " + Descriptions.name(foreign)
          + ", whose state would be lost. Hold it in a field instead.");
    } else if (Arrays.stream(raw.getDeclaredConstructors()).allMatch(made -> made.getParameterCount() > 0)) {
      place.refuseEverywhere(name + " has no constructor without parameters. Add one, or make it a record.");
    } else if (fields.isEmpty()) {
      place.refuseEverywhere(name + " has no field that could travel. Add one, or make it a record.");
    }
    for (Field field : fields) {
      if (Modifier.isFinal(field.getModifiers())) {
        at(field).refuse("is final, so that no decoder can set it. Remove final, or make "
            + Descriptions.name(field.getDeclaringClass()) + " a record.");
      }
    }
  }

  private @Nullable Class<?> foreignSuperclass() {
    Class<?> parent = raw.getSuperclass();
    while (parent != null && !Types.isJdk(parent)) {
      parent = parent.getSuperclass();
    }
    return parent == Object.class ? null : parent;
  }

  /** Number 1 is the message of every exception, so that adding one to a class that had none breaks no wire. */
  private List<Member> exceptionMembers() {
    List<Field> own = beanFields();
    List<Member> members = new ArrayList<>(members(own, 2));
    if (own.stream().noneMatch(field -> field.getName().equals("message"))) {
      members.add(0, new Member("message", 1, String.class, true, messageField()));
    }
    return members;
  }

  private static Field messageField() {
    return Arrays.stream(Throwable.class.getDeclaredFields()).filter(field -> field.getName().equals("detailMessage"))
        .findFirst().orElseThrow(() -> new IllegalStateException("this JDK's Throwable has no field detailMessage"));
  }

  private List<Member> members(List<Field> fields, int firstNumber) {
    FieldNumbers numbers = new FieldNumbers(firstNumber);
    Map<String, Field> byName = new LinkedHashMap<>();
    for (Field field : fields) {
      numbers.add(field.getName(), field.getAnnotation(dev.tern.api.Field.class));
      Field twin = byName.putIfAbsent(field.getName(), field);
      if (twin != null) {
        at(field).refuse("hides " + Descriptions.name(twin.getDeclaringClass()) + "." + twin.getName()
            + ". Rename one of them.");
      }
    }
    List<Integer> assigned = numbers.assign(ReservedFields.of(raw), place.type(raw));
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      members.add(member(fields.get(i), assigned.get(i)));
    }
    return members;
  }

  private Member member(Field field, int number) {
    if (Nullness.isMarkedInside(field.getAnnotatedType())) {
      at(field).refuse(Nullness.refusal(field.getGenericType()));
    }
    Type resolved = Types.resolve(field.getGenericType(), bindings);
    boolean nullable = Nullness.isNullable(resolved, annotated(field));
    return new Member(field.getName(), number, resolved, nullable, field);
  }

  /** A record's annotations may stand on the component, its field or its accessor, as their targets allow. */
  private AnnotatedElement[] annotated(Field field) {
    List<AnnotatedElement> elements = new ArrayList<>(List.of(field, field.getAnnotatedType()));
    if (raw.isRecord()) {
      Arrays.stream(raw.getRecordComponents()).filter(component -> component.getName().equals(field.getName()))
          .forEach(component -> elements.addAll(List.of(component, component.getAccessor())));
    }
    return elements.toArray(new AnnotatedElement[0]);
  }

  private Place at(Field field) {
    return place.field(field.getDeclaringClass(), field.getName());
  }
}
