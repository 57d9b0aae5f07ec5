package io.rxpath.lab.run;

/** Where settings are published. */
public interface ConfigTopic extends AutoCloseable {
    /**
     * Publishes one and returns its offset.
     *
     * @throws LabException if the broker does not take it
     */
    long publish(Change change);

    @Override
    void close();
}
