/**
 * Connection tracking and address translation (kernel net/netfilter/nf_conntrack_*.c, nf_nat_*.c). Must not know rules or
 * their languages.
 */
@NullMarked
package io.rxpath.ip.core.conntrack;

import org.jspecify.annotations.NullMarked;
