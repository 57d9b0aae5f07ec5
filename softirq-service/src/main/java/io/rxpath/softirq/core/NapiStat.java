package io.rxpath.softirq.core;

import io.rxpath.skb.MibCounter;

/** Counts of the driver and of NAPI for which the kernel has no counter of its own. */
public enum NapiStat implements MibCounter {
    /** Hard interrupts taken. */
    INTERRUPTS("interrupts"),
    /** Calls of a NAPI poll function. */
    POLLS("polls"),
    /** Interrupts or timers that found the NAPI scheduled and made it poll once more (NAPI_STATE_MISSED). */
    MISSED("missed"),
    /** Times buffers had waited for an interrupt so long that it must have been lost. */
    LOST_INTERRUPTS("lost_interrupts"),
    /** Descriptors that were delivered again after a crash and ignored. */
    DUPLICATE_DESCRIPTORS("duplicate_descriptors"),
    /** Times the card's ring began a new life. */
    RING_EPOCHS("ring_epochs");

    private final String kernelName;

    NapiStat(String kernelName) {
        this.kernelName = kernelName;
    }

    @Override
    public String group() {
        return "napi";
    }

    @Override
    public String kernelName() {
        return kernelName;
    }
}
