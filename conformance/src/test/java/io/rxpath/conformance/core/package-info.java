/** Fixtures: classes that break the rules for cores, one rule each. Their package name makes them cores. */
@NullMarked
package io.rxpath.conformance.core;

import org.jspecify.annotations.NullMarked;
