/**
 * Plays the cases that a real kernel has answered against the in-line stack and compares, in the kernel oracle's own file
 * formats: {@link io.rxpath.lab.oracle.CaseReader} reads a case, {@link io.rxpath.lab.oracle.CaseRun} plays it,
 * {@link io.rxpath.lab.oracle.ResultComparison} says what differs.
 */
@NullMarked
package io.rxpath.lab.oracle;

import org.jspecify.annotations.NullMarked;
