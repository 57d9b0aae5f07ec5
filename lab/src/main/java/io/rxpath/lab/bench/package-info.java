/**
 * The benchmark: the pipeline beside an identity pipeline that only copies, interleaved in one run, because these ratios
 * mean something on a noisy machine and absolute figures do not.
 */
@NullMarked
package io.rxpath.lab.bench;

import org.jspecify.annotations.NullMarked;
