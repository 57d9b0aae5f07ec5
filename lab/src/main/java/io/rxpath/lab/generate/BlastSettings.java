package io.rxpath.lab.generate;

import io.rxpath.lab.peer.Station;

/**
 * What a {@link Blast} sends.
 *
 * @param self the station the frames come from
 * @param host the host they go to
 * @param tcp TCP segments with ACK alone instead of UDP datagrams
 * @param frames how many, at least 1
 * @param perSecond rate; 0 for as fast as it goes
 * @param size bytes of each frame without FCS, 60..9014
 * @param flows source ports the frames take in turn, 1..10000
 */
public record BlastSettings(
        Station self, Station host, boolean tcp, long frames, double perSecond, int size, int flows) {
    /** Checks every value. */
    public BlastSettings {
        if (frames < 1 || !(perSecond >= 0) || size < 60 || size > 9014 || flows < 1 || flows > 10_000) {
            throw new IllegalArgumentException("frames " + frames + ", rate " + perSecond + ", size " + size
                    + ", flows " + flows + ": expected 1 or more, 0 or more, 60..9014 and 1..10000");
        }
    }
}
