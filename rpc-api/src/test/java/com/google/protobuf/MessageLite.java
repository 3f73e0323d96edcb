package com.google.protobuf;

/** Stands in for Protobuf's own, which this module must not depend on: it knows the name only. */
public interface MessageLite {}
