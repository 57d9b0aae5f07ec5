/** Scripts against the five services over Kafka, whose clocks the script drives. */
@NullMarked
package io.rxpath.lab.packetdrill.live;

import org.jspecify.annotations.NullMarked;
