/**
 * Hessian 2 on the wire, for peers that already speak it, and closed: what a frame can make is what the called method
 * declares.
 *
 * <p>Start at {@link dev.tern.codec.hessian.HessianCodec}. {@code TypeReader} makes a {@code ValueType} of each
 * declared type, once; that writes its values with a {@code HessianWriter} and reads them with a {@code HessianReader},
 * both straight on the transport's bytes. {@code ObjectType} is whatever has a class name on the wire. {@code Graph}
 * numbers what references can point to, and counts what they are worth.
 *
 * <p>Reader and writer are our own, of necessity and not for sport. Those of hessian-lite create what a length claims
 * before the bytes are there, recurse as deep as a frame likes, load and initialise classes by the names in it, run
 * {@code readResolve}, comparators and hash codes of whatever was named, fill fields without regard to their generic
 * types, and hold buffers of 4 and 8 KiB for every call. None of that can be switched off at its extension points: a
 * closed {@code SerializerFactory} would refuse names, and leave the rest. So the library is the oracle of the tests:
 * what it writes is read here, what is written here it reads, and both to the byte where the order of fields allows.
 *
 * <p>Uses {@code dev.tern.api} only: it knows no gRPC, cluster or registry.
 */
@NullMarked
package dev.tern.codec.hessian;

import org.jspecify.annotations.NullMarked;
