/**
 * The rules of the house: purity of the cores, names, sizes, documentation. Each rule has a fixture that breaks it, so
 * that a rule which has stopped to look at anything is noticed.
 */
@NullMarked
package io.rxpath.conformance.architecture;

import org.jspecify.annotations.NullMarked;
