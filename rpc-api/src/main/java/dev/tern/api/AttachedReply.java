package dev.tern.api;

/**
 * What is attached to the reply of one call: to its beginning, to its end, and how much of it has been sent. Immutable;
 * without attachments there is nothing to allocate. Both parts share the room of one call's attachments, since a
 * failure carries them together.
 *
 * @param retriesSpent if it is a failure, nobody above should try again
 */
record AttachedReply(Attachments atStart, Attachments atEnd, Sent sent, boolean retriesSpent) {
  static final AttachedReply NONE =
      new AttachedReply(Attachments.empty(), Attachments.empty(), Sent.NOTHING, false);
  private static final AttachedReply BEGUN =
      new AttachedReply(Attachments.empty(), Attachments.empty(), Sent.HEADERS, false);
  private static final AttachedReply ENDED =
      new AttachedReply(Attachments.empty(), Attachments.empty(), Sent.ALL, false);

  enum Sent { NOTHING, HEADERS, ALL }

  <T> AttachedReply with(AttachmentKey<T> key, T value, RpcContext served) {
    check(key, served);
    if (sent != Sent.NOTHING) {
      throw new IllegalStateException("attachment " + key.name() + ": the reply of " + served.service() + "/"
          + served.method() + " has been sent. Attach it before the handler answers, or before the first element of a"
          + " stream.");
    }
    Attachments more = atStart.with(key, value);
    more.withAll(atEnd); // refuses what both would not have room for
    return new AttachedReply(more, atEnd, sent, retriesSpent);
  }

  <T> AttachedReply withAtEnd(AttachmentKey<T> key, T value, RpcContext served) {
    check(key, served);
    if (sent == Sent.ALL) {
      throw new IllegalStateException("attachment " + key.name() + ": the reply of " + served.service() + "/"
          + served.method() + " has ended. Attach it before the handler answers, or before its stream ends.");
    }
    Attachments more = atEnd.with(key, value);
    atStart.withAll(more);
    return new AttachedReply(atStart, more, sent, retriesSpent);
  }

  AttachedReply begun() {
    if (sent != Sent.NOTHING) {
      return this;
    }
    return isEmpty() ? BEGUN : new AttachedReply(atStart, atEnd, Sent.HEADERS, retriesSpent);
  }

  AttachedReply ended() {
    if (sent == Sent.ALL) {
      return this;
    }
    return isEmpty() ? ENDED : new AttachedReply(atStart, atEnd, Sent.ALL, retriesSpent);
  }

  AttachedReply withRetriesSpent() {
    return new AttachedReply(atStart, atEnd, sent, true);
  }

  private static void check(AttachmentKey<?> key, RpcContext served) {
    if (served.method() == null) {
      throw new IllegalStateException("attachment " + key.name() + ": no call is served here, so there is no reply."
          + " Attach it in a handler, or on a thread that has the handler's context.");
    }
  }

  private boolean isEmpty() {
    return atStart.isEmpty() && atEnd.isEmpty() && !retriesSpent;
  }
}
