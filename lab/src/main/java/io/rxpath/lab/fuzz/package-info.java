/**
 * Differential fuzzing: seeded random case files, to be recorded with a real kernel and played against the in-line stack.
 */
@NullMarked
package io.rxpath.lab.fuzz;

import org.jspecify.annotations.NullMarked;
