/**
 * Address translation (kernel net/netfilter/nf_nat_core.c, nf_nat_proto.c): the choice of a connection's translated tuple, and the
 * translation of its packets. Must not know rules or their languages.
 */
@NullMarked
package io.rxpath.ip.core.nat;

import org.jspecify.annotations.NullMarked;
