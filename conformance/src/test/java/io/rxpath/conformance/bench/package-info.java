/** What the hot paths cost: time by JMH, for people; bytes allocated by a test, for every build. */
@NullMarked
package io.rxpath.conformance.bench;

import org.jspecify.annotations.NullMarked;
