/** Tests of the receive softirq: kernel cases, tables of rules, models, virtual time. */
@NullMarked
package io.rxpath.softirq.core;

import org.jspecify.annotations.NullMarked;
