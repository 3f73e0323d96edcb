package dev.tern.it;

import static dev.tern.it.RawHttp2.CANCEL;
import static dev.tern.it.RawHttp2.ENHANCE_YOUR_CALM;
import static dev.tern.it.RawHttp2.INITIAL_WINDOW_SIZE;
import static dev.tern.it.RawHttp2.INTERNAL_ERROR;
import static dev.tern.it.RawHttp2.MAX_CONCURRENT_STREAMS;
import static dev.tern.it.RawHttp2.NO_ERROR;
import static dev.tern.it.RawHttp2.PROTOCOL_ERROR;
import static dev.tern.it.RawHttp2.REFUSED_STREAM;

import dev.tern.it.RudeServer.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/**
 * What a provider, or a proxy in front of it, can do to a consumer, and what the consumer's caller is then told: the
 * truth about whether it ran, of which the provider keeps a record, and NOT_EXECUTED wherever that is certain.
 */
enum Rudeness implements RudeServer.Manners {
  REFUSES_THE_STREAM(failed("UNAVAILABLE NOT_EXECUTED",
      "refused before it looked at the call (HTTP/2 RST_STREAM REFUSED_STREAM)")) {
    @Override
    public void onHeaders(Request request) throws IOException {
      request.reset(REFUSED_STREAM);
    }
  },
  REFUSES_THE_STREAM_AFTER_ITS_DATA(failed("UNAVAILABLE NOT_EXECUTED",
      "refused before it looked at the call (HTTP/2 RST_STREAM REFUSED_STREAM)")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.reset(REFUSED_STREAM);
    }
  },
  BEGINS_TO_ANSWER_THEN_REFUSES(failed("UNAVAILABLE MAYBE_EXECUTED",
      "it broke the call off (HTTP/2 RST_STREAM REFUSED_STREAM)")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().begin().reset(REFUSED_STREAM);
    }
  },
  EXECUTES_THEN_CANCELS(failed("CANCELLED MAYBE_EXECUTED", "it broke the call off (HTTP/2 RST_STREAM CANCEL)")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().reset(CANCEL);
    }
  },
  EXECUTES_THEN_RESETS_WITH_AN_INTERNAL_ERROR(failed("INTERNAL MAYBE_EXECUTED",
      "it broke the call off (HTTP/2 RST_STREAM INTERNAL_ERROR)")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().reset(INTERNAL_ERROR);
    }
  },
  EXECUTES_THEN_RESETS_WITHOUT_AN_ERROR(failed("UNAVAILABLE MAYBE_EXECUTED",
      "it broke the call off (HTTP/2 RST_STREAM NO_ERROR)")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().reset(NO_ERROR);
    }
  },
  EXECUTES_THEN_ASKS_FOR_CALM(failed("RESOURCE_EXHAUSTED MAYBE_EXECUTED",
      "it broke the call off (HTTP/2 RST_STREAM ENHANCE_YOUR_CALM)")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().reset(ENHANCE_YOUR_CALM);
    }
  },
  EXECUTES_THEN_RESETS_WITH_AN_UNKNOWN_CODE(failed("INTERNAL MAYBE_EXECUTED",
      "it broke the call off (HTTP/2 RST_STREAM 4711)")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().reset(4711);
    }
  },
  GOES_AWAY_BELOW_THE_STREAM(failed("UNAVAILABLE NOT_EXECUTED",
      "refused before it looked at the call (HTTP/2 GOAWAY NO_ERROR)")) {
    @Override
    public void onHeaders(Request request) throws IOException {
      request.consumer().goAway(request.stream() - 2, NO_ERROR, "");
    }
  },
  GOES_AWAY_BELOW_THE_STREAM_AND_SAYS_WHY(failed("UNAVAILABLE NOT_EXECUTED",
      "refused before it looked at the call (HTTP/2 GOAWAY NO_ERROR, \"max_age\")")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.consumer().goAway(request.stream() - 2, NO_ERROR, "max_age");
    }
  },
  GOES_AWAY_BELOW_THE_STREAM_WITH_AN_ERROR(failed("RESOURCE_EXHAUSTED MAYBE_EXECUTED",
      "it went away (HTTP/2 GOAWAY ENHANCE_YOUR_CALM, \"too_many_pings\")")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().consumer().goAway(request.stream() - 2, ENHANCE_YOUR_CALM, "too_many_pings");
    }
  },
  GOES_AWAY_AT_THE_STREAM_AND_CLOSES(failed("UNAVAILABLE MAYBE_EXECUTED", "it went away (HTTP/2 GOAWAY NO_ERROR)")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().consumer().goAway(request.stream(), NO_ERROR, "");
      request.consumer().close();
    }
  },
  GOES_AWAY_AT_THE_STREAM_AND_ANSWERS("rude") {
    @Override
    public void onRequest(Request request) throws IOException {
      request.consumer().goAway(request.stream(), NO_ERROR, "");
      request.answer();
    }
  },
  GOES_AWAY_TWICE("rude") {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().consumer().goAway(Integer.MAX_VALUE, NO_ERROR, "");
      request.consumer().goAway(request.stream(), NO_ERROR, "");
      request.begin().reply().end();
    }
  },
  BEGINS_TO_ANSWER_THEN_GOES_AWAY_BELOW(failed("UNAVAILABLE MAYBE_EXECUTED", "it went away (HTTP/2 GOAWAY NO_ERROR)")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().begin().consumer().goAway(request.stream() - 2, NO_ERROR, "");
    }
  },
  BREAKS_AFTER_THE_HEADERS(failed("UNAVAILABLE MAYBE_EXECUTED", "connection reset by the provider")) {
    @Override
    public void onHeaders(Request request) throws IOException {
      request.consumer().crash();
    }
  },
  BREAKS_AFTER_THE_DATA(failed("UNAVAILABLE MAYBE_EXECUTED", "connection reset by the provider")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().consumer().crash();
    }
  },
  CLOSES_AFTER_THE_DATA(failed("UNAVAILABLE MAYBE_EXECUTED", "connection closed by the provider")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().consumer().close();
    }
  },
  BREAKS_AFTER_ITS_OWN_HEADERS(failed("UNAVAILABLE MAYBE_EXECUTED", "connection closed by the provider")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().begin().consumer().close();
    }
  },
  BREAKS_IN_THE_MIDDLE_OF_ITS_REPLY(failed("UNAVAILABLE MAYBE_EXECUTED", "connection closed by the provider")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().begin().consumer().data(request.stream(), false, (byte) 0, (byte) 0);
      request.consumer().close();
    }
  },
  BREAKS_BEFORE_ITS_TRAILERS(failed("UNAVAILABLE MAYBE_EXECUTED", "connection closed by the provider")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().begin().reply().consumer().close();
    }
  },
  SENDS_NO_SETTINGS(late("not executed")) {
    @Override
    public void onConnect(RawHttp2 consumer) {}

    @Override
    public void onSettings(RawHttp2 consumer) {}
  },
  CLOSES_EVERY_CONNECTION(failed("UNAVAILABLE NOT_EXECUTED", "connection reset by the provider")) {
    @Override
    public void onConnect(RawHttp2 consumer) throws IOException {
      consumer.crash();
    }
  },
  SPEAKS_ANOTHER_PROTOCOL(failed("UNAVAILABLE NOT_EXECUTED",
      "it does not speak HTTP/2, so no gRPC provider listens there")) {
    @Override
    public void onConnect(RawHttp2 consumer) throws IOException {
      consumer.raw("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".getBytes());
    }
  },
  ALLOWS_NO_STREAM(late("not executed")) {
    @Override
    public void onConnect(RawHttp2 consumer) throws IOException {
      consumer.settings(MAX_CONCURRENT_STREAMS, 0);
    }
  },
  TAKES_NO_DATA(late("maybe executed")) {
    @Override
    public void onConnect(RawHttp2 consumer) throws IOException {
      consumer.settings(INITIAL_WINDOW_SIZE, 0);
    }
  },
  EXECUTES_AND_STAYS_SILENT(late("maybe executed")) {
    @Override
    public void onRequest(Request request) {
      request.execute();
    }
  },
  BEGINS_TO_ANSWER_AND_STAYS_SILENT(late("maybe executed")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().begin();
    }
  },
  GIVES_NO_STATUS(foreign("UNKNOWN", 200)) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().only(":status", "200", "content-type", "application/grpc");
    }
  },
  GIVES_NO_STATUS_AFTER_ITS_REPLY(failed("UNKNOWN MAYBE_EXECUTED",
      "it ended the call without saying whether it succeeded")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().begin().reply().only("other", "trailer");
    }
  },
  SAYS_503(foreign("UNAVAILABLE", 503)) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.consumer().headers(request.stream(), false, ":status", "503", "content-type", "text/html");
      request.consumer().data(request.stream(), true, "<h1>secret of the proxy</h1>".getBytes());
    }
  },
  SAYS_503_WITHOUT_A_BODY(foreign("UNAVAILABLE", 503)) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.only(":status", "503");
    }
  },
  SAYS_404(foreign("UNIMPLEMENTED", 404)) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.only(":status", "404", "content-type", "text/plain");
    }
  },
  ANSWERS_WITH_A_PAGE(foreign("UNKNOWN", 200)) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().consumer().headers(request.stream(), false, ":status", "200", "content-type", "text/html");
      request.consumer().data(request.stream(), true, "<h1>secret</h1>".getBytes());
    }
  },
  GIVES_STATUS_99("UNKNOWN MAYBE_EXECUTED dev.tern.it.Work/METHOD at ADDRESS: no reason given") {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().only(":status", "200", "content-type", "application/grpc", "grpc-status", "99");
    }
  },
  GIVES_A_STATUS_THAT_IS_NO_NUMBER("UNKNOWN MAYBE_EXECUTED dev.tern.it.Work/METHOD at ADDRESS: no reason given") {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().only(":status", "200", "content-type", "application/grpc", "grpc-status", "fine");
    }
  },
  SAYS_OK_WITHOUT_A_REPLY(undecodable("it has no message")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().only(":status", "200", "content-type", "application/grpc", "grpc-status", "0");
    }
  },
  GIVES_A_MESSAGE_OF_SIX_THOUSAND_BYTES("NOT_FOUND MAYBE_EXECUTED " + "x".repeat(6_000)) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().only(":status", "200", "content-type", "application/grpc", "grpc-status", "5",
          "grpc-message", "x".repeat(6_000));
    }
  },
  GIVES_A_MESSAGE_BADLY_ENCODED("NOT_FOUND MAYBE_EXECUTED 100% 你 %zz %") {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().only(":status", "200", "content-type", "application/grpc", "grpc-status", "5",
          "grpc-message", "100%25 %E4%BD%A0 %zz %");
    }
  },
  SENDS_TOO_LONG_HEADERS(failed("INTERNAL MAYBE_EXECUTED", "its headers are longer than this side takes: "
      + "fewer or shorter attachments, or a shorter failure text, help")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().only(":status", "200", "content-type", "application/grpc", "grpc-status", "0",
          "long", "x".repeat(9_000));
    }
  },
  SENDS_HEADERS_THAT_ARE_NO_HPACK(failed("INTERNAL MAYBE_EXECUTED",
      "it broke the rules of HTTP/2: HPACK - decompression failure")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().consumer().send(RawHttp2.HEADERS, 5, request.stream(), (byte) 0xff, (byte) 0xff, (byte) 0xff);
    }
  },
  SENDS_TWO_REPLIES("INTERNAL MAYBE_EXECUTED dev.tern.it.Work/METHOD: ADDRESS sent a second reply, so that its method streams"
      + " them\n  Return Flow.Publisher, Stream or Iterator here; calls without the interface cannot stream.") {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().begin().reply().reply().end();
    }
  },
  REPLIES_WITHOUT_HEADERS(failed("INTERNAL MAYBE_EXECUTED", "headers not received before payload")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().reply();
    }
  },
  REPLIES_WITHOUT_TRAILERS(failed("INTERNAL MAYBE_EXECUTED", "it ended the call without saying whether it succeeded")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().begin().consumer().data(request.stream(), true, RawHttp2.message(RawHttp2.text("rude")));
    }
  },
  SENDS_DATA_AFTER_ITS_TRAILERS("rude") {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().begin().reply().end();
      request.reply();
    }
  },
  REPLIES_TO_A_STREAM_THAT_NOBODY_OPENED(failed("INTERNAL MAYBE_EXECUTED", "it broke the rules of HTTP/2: "
      + "Stream 103 does not exist for inbound frame DATA, endOfStream = false")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().consumer().data(request.stream() + 100, false, (byte) 1);
    }
  },
  PINGS_WITHOUT_END("rude") {
    @Override
    public void onRequest(Request request) throws IOException {
      for (int i = 0; i < 5_000; i++) {
        request.consumer().ping();
      }
      request.answer();
    }
  },
  SENDS_FRAMES_OF_NO_KNOWN_TYPE("rude") {
    @Override
    public void onRequest(Request request) throws IOException {
      request.consumer().send(200, 0, request.stream(), (byte) 1);
      request.answer();
    }
  },
  SAYS_CONTINUE_FIRST("rude") {
    @Override
    public void onRequest(Request request) throws IOException {
      request.consumer().headers(request.stream(), false, ":status", "103", "link", "somewhere");
      request.answer();
    }
  },
  CLAIMS_TO_COMPRESS(failed("INTERNAL MAYBE_EXECUTED",
      "Can't decode compressed gRPC message as compression not configured")) {
    @Override
    public void onRequest(Request request) throws IOException {
      byte[] message = RawHttp2.message(RawHttp2.text("rude"));
      message[0] = 1;
      request.execute().begin().consumer().data(request.stream(), false, message);
      request.end();
    }
  },
  COMPRESSES_IN_ITS_OWN_WAY(failed("INTERNAL MAYBE_EXECUTED", "Can't find decompressor for own")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().consumer().headers(request.stream(), false, ":status", "200", "content-type",
          "application/grpc", "grpc-encoding", "own");
      request.reply().end();
    }
  },
  CLAIMS_GZIP(failed("INTERNAL MAYBE_EXECUTED", "reply cannot be read: Not in GZIP format")) {
    @Override
    public void onRequest(Request request) throws IOException {
      byte[] message = RawHttp2.message(RawHttp2.text("rude"));
      message[0] = 1;
      request.execute().consumer().headers(request.stream(), false, ":status", "200", "content-type",
          "application/grpc", "grpc-encoding", "gzip");
      request.consumer().data(request.stream(), false, message);
      request.end();
    }
  },
  CLAIMS_A_REPLY_OF_FOUR_GIGABYTES("RESOURCE_EXHAUSTED MAYBE_EXECUTED dev.tern.it.Work/METHOD at ADDRESS: "
      + "its reply is longer than 4194304 bytes; raise maxMessageBytes on both sides, or ask for less at once") {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().begin().consumer().data(request.stream(), false, (byte) 0, (byte) -1, (byte) -1, (byte) -1,
          (byte) -1);
    }
  },
  CUTS_ITS_REPLY_SHORT(failed("INTERNAL MAYBE_EXECUTED", "its reply was cut off")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().begin().consumer().data(request.stream(), false, (byte) 0, (byte) 0, (byte) 0, (byte) 0,
          (byte) 100, (byte) 1);
      request.end();
    }
  },
  OVERFLOWS_THE_WINDOW(failed("INTERNAL MAYBE_EXECUTED",
      "it broke the rules of HTTP/2: Window size overflow for stream: 0")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().consumer().window(0, Integer.MAX_VALUE);
    }
  },
  PROMISES_A_PUSH(failed("INTERNAL MAYBE_EXECUTED",
      "it broke the rules of HTTP/2: Server push not allowed to opposite endpoint")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().consumer().send(5, RawHttp2.END_HEADERS, request.stream(), (byte) 0, (byte) 0, (byte) 0,
          (byte) 2);
    }
  },
  SPEAKS_OF_A_PROTOCOL_ERROR(failed("INTERNAL MAYBE_EXECUTED",
      "it went away (HTTP/2 GOAWAY PROTOCOL_ERROR, \"secret\")")) {
    @Override
    public void onRequest(Request request) throws IOException {
      request.execute().consumer().goAway(request.stream(), PROTOCOL_ERROR, "secret");
      request.consumer().close();
    }
  };

  /** Of a call that is never answered. */
  static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final String told;

  /** @param told what the caller is told, or the reply; METHOD and ADDRESS stand for themselves */
  Rudeness(String told) {
    this.told = told;
  }

  private static String failed(String label, String reason) {
    return label + " dev.tern.it.Work/METHOD failed, in 1 attempt\n  ADDRESS  "
        + (label.endsWith("NOT_EXECUTED") ? "not" : "maybe") + " executed, # ms: " + reason;
  }

  private static String foreign(String code, int status) {
    return failed(code + " MAYBE_EXECUTED", "it answered as no gRPC provider does, with HTTP status " + status
        + ": is that its address, or that of a proxy or web server?");
  }

  private static String undecodable(String reason) {
    return "INTERNAL MAYBE_EXECUTED dev.tern.it.Work/METHOD: the reply of ADDRESS cannot be decoded: " + reason
        + "\n  Compare the types of both sides: the provider answered with another message than this side expects.";
  }

  private static String late(String execution) {
    return "DEADLINE_EXCEEDED " + execution.toUpperCase(Locale.ROOT).replace(' ', '_')
        + " dev.tern.it.Work/METHOD took longer than 1 s, in 1 attempt\n  ADDRESS  " + execution
        + ", # ms: no answer";
  }

  String told(String method, String address) {
    return told.replace("METHOD", method).replace("ADDRESS", address);
  }

  boolean succeeds() {
    return told.equals("rude");
  }

  /** The provider answered, if badly: nobody else is asked. */
  boolean isAnAnswer() {
    return !told.contains("in 1 attempt");
  }

  /** Certainly not executed, and the caller knows it before the deadline. */
  boolean provesAtOnceThatItDidNotRun() {
    return told.contains("NOT_EXECUTED") && !neverAnswers();
  }

  /** Its callers wait until their time is over. */
  boolean neverAnswers() {
    return told.startsWith("DEADLINE_EXCEEDED");
  }

  @Override
  public void onRequest(Request request) throws IOException {}
}
