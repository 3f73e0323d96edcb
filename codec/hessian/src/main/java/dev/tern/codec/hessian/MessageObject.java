package dev.tern.codec.hessian;

import dev.tern.api.codec.MemberAccess;
import dev.tern.api.contract.MessageType;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A record, bean or declared exception. Beans are made before their members, so that they may be part of cycles. */
final class MessageObject extends ObjectType {
  /** What Java itself calls the text of an exception, and other implementations therefore write. */
  private static final String TEXT_OF_EXCEPTIONS = "detailMessage";

  private final boolean isBean;
  private Handles handles = Handles.NONE;

  private MessageObject(MessageType type, Definition definition) {
    super(type.raw(), definition, Set.of());
    isBean = type.kind() == MessageType.Kind.BEAN;
  }

  /**
   * What is prepared. A record, so that the compiler may trust its handles as constants.
   *
   * @param writer {@code (HessianWriter, Object)void}
   * @param maker {@code (Object[])Object}; of a bean {@code ()Object}
   * @param setter {@code (Object, Object[])void}, for beans
   */
  private record Handles(@Nullable MethodHandle writer, @Nullable MethodHandle maker, @Nullable MethodHandle setter) {
    static final Handles NONE = new Handles(null, null, null);
  }

  /** Not complete yet. */
  static MessageObject of(MessageType type) {
    return new MessageObject(type, Definition.of(type.raw().getName(), names(type)));
  }

  private static List<String> names(MessageType type) {
    return type.members().stream()
        .map(member -> member.field().getDeclaringClass() == Throwable.class ? TEXT_OF_EXCEPTIONS : member.name())
        .toList();
  }

  /** @param memberTypes in the order of the members */
  void complete(MessageType type, List<ValueType> memberTypes) {
    List<Member> members = new ArrayList<>();
    for (int slot = 0; slot < memberTypes.size(); slot++) {
      members.add(new Member(definition().fields().get(slot), memberTypes.get(slot)));
    }
    complete(members);
    MethodHandle writer = MemberWriters.all(type, memberTypes);
    handles = isBean ? new Handles(writer, MemberAccess.creator(type), MemberAccess.setter(type))
        : new Handles(writer, MemberAccess.maker(type), null);
  }

  @Override
  int levels() {
    return 1;
  }

  @Override
  boolean isKnownBeforeItsMembers() {
    return isBean;
  }

  @Override
  void write(HessianWriter out, Object value) {
    if (value.getClass() != raw() && raw().isInstance(value)) {
      throw Refusal.subclass(value, raw());
    }
    super.write(out, value);
  }

  @Override
  void writeMembers(HessianWriter out, Object value) {
    try {
      handles.writer.invokeExact(out, value);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the composed handles throw nothing checked", e);
    }
  }

  @Override
  @Nullable Object early() throws Throwable {
    return isBean ? (Object) handles.maker.invokeExact() : null;
  }

  @Override
  Object make(@Nullable Object early, @Nullable Object[] members) throws Throwable {
    if (early == null) {
      return (Object) handles.maker.invokeExact(members);
    }
    handles.setter.invokeExact(early, members);
    return early;
  }
}
