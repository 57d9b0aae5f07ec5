package io.rxpath.softirq.config;

import io.rxpath.softirq.core.xdp.XdpProgram;

/** XDP programs that are Java classes on the class path. */
final class XdpClasses {
    private XdpClasses() {}

    /**
     * A new program.
     *
     * @throws IllegalArgumentException if there is no such class, it is no XdpProgram, or it cannot be made
     */
    static XdpProgram load(String name) {
        try {
            Class<?> found = Class.forName(name, true, Thread.currentThread().getContextClassLoader());
            if (!XdpProgram.class.isAssignableFrom(found)) {
                throw new IllegalArgumentException(
                        "class " + name + " does not implement " + XdpProgram.class.getName());
            }
            return (XdpProgram) found.getDeclaredConstructor().newInstance();
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("class " + name + " is not on the class path", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "class " + name + " cannot be made: expected a public constructor without parameters that succeeds",
                    e);
        }
    }
}
