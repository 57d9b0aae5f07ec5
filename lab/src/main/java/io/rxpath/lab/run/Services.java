package io.rxpath.lab.run;

/** The five services of a run, however they are run. */
interface Services extends AutoCloseable {
    /**
     * Begins to start them all; returns at once.
     *
     * @throws LabException if one cannot be started at all
     */
    void start();

    /**
     * Complains about a service that has failed to start.
     *
     * @throws LabException with the reason
     */
    void check(LabService service);

    /** Stops them all. */
    @Override
    void close();
}
