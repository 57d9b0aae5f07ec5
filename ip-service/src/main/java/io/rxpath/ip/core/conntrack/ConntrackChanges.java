package io.rxpath.ip.core.conntrack;

import io.rxpath.skb.StateWriter;
import java.util.ArrayList;
import java.util.List;

/** Connections that changed since they were written last, each once, in the order they changed first. */
final class ConntrackChanges {
    private final List<NfConn> dirty = new ArrayList<>();
    private boolean recording;

    void record() {
        recording = true;
    }

    void changed(NfConn ct) {
        if (recording && !ct.dirty) {
            ct.dirty = true;
            dirty.add(ct);
        }
    }

    /** What happened to it came from outside and is known there. */
    void forget(NfConn ct) {
        if (ct.dirty) {
            ct.dirty = false;
            dirty.remove(ct);
        }
    }

    void write(StateWriter writer) {
        for (NfConn ct : dirty) {
            ct.dirty = false;
            // The reply half of a clash lives for a second and has another's key.
            if (ct.has(NfConn.IPS_NAT_CLASH)) {
                continue;
            }
            byte[] key = NfConnRecord.key(ct.original);
            if (ct.has(NfConn.IPS_DYING)) {
                writer.delete(key);
            } else {
                writer.put(key, NfConnRecord.encode(ct));
            }
        }
        dirty.clear();
    }
}
