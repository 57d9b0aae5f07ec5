@NullMarked
package io.rxpath.lab.fuzz;

import org.jspecify.annotations.NullMarked;
