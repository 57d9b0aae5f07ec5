/** The small part of Python that scripts use between %{ and }%. */
@NullMarked
package io.rxpath.lab.packetdrill.eval;

import org.jspecify.annotations.NullMarked;
