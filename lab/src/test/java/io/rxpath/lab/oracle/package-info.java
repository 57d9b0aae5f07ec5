@NullMarked
package io.rxpath.lab.oracle;

import org.jspecify.annotations.NullMarked;
