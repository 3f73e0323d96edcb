package dev.tern.codec.json;

/**
 * One member of an object: of a record or bean, or one parameter or the reply.
 *
 * @param name on the wire
 * @param place as error texts name it
 */
record Part(String name, String place, ValueCodec codec) {}
