package io.rxpath.conformance.system;

/**
 * A Linux client in a namespace of its own, attached over VXLAN to a run of the simulated host.
 *
 * @param client the namespace
 * @param host the run
 */
record AttachedClient(NetworkNamespace client, RxPathRun host) implements AutoCloseable {
    /**
     * Makes both, or skips {@code test} and says what is missing.
     *
     * @param state folder of the run's state
     * @param options of {@code ./rxpath up}, without the address to attach to
     */
    static AttachedClient up(String test, String state, String... options) {
        Requires.launcher(test);
        NetworkNamespace client = NetworkNamespace.create(test);
        try {
            String[] all = new String[options.length + 2];
            System.arraycopy(options, 0, all, 0, options.length);
            all[options.length] = "--vxlan";
            all[options.length + 1] = client.address() + ":4789";
            return new AttachedClient(client, RxPathRun.up(state, all));
        } catch (RuntimeException | Error e) {
            client.close();
            throw e;
        }
    }

    @Override
    public void close() {
        host.close();
        client.close();
    }
}
