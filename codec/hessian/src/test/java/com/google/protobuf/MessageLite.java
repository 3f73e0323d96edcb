package com.google.protobuf;

/** Stands in for Protobuf's own: types that implement it are known by its name, whether or not it is there. */
public interface MessageLite {}
