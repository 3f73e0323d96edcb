package dev.tern.codec.protobuf;

/**
 * One field of a message: all that writer, reader and description are derived from.
 *
 * @param name as in the Java source
 * @param number on the wire
 * @param slot position among the members or parameters it comes from
 */
record FieldModel(String name, int number, int slot, Shape shape) {}
