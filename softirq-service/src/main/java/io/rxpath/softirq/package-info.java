/** The softirq layer as a service of its own. */
@NullMarked
package io.rxpath.softirq;

import org.jspecify.annotations.NullMarked;
