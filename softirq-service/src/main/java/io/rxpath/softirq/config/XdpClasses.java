package io.rxpath.softirq.config;

import io.rxpath.softirq.core.xdp.XdpAction;
import io.rxpath.softirq.core.xdp.XdpBuff;
import io.rxpath.softirq.core.xdp.XdpProgram;
import java.util.List;

/** XDP programs that are Java classes on the class path. */
final class XdpClasses {
    /** A program and where it is from; the same class again is the same program. */
    private record OfClass(String name, XdpProgram program) implements XdpProgram {
        @Override
        public XdpAction run(XdpBuff frame) {
            return program.run(frame);
        }

        @Override
        public List<String> rules() {
            return program.rules();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof OfClass same && same.name.equals(name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }

        @Override
        public String toString() {
            return "class " + name;
        }
    }

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
            return new OfClass(name, (XdpProgram) found.getDeclaredConstructor().newInstance());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("class " + name + " is not on the class path", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "class " + name + " cannot be made: expected a public constructor without parameters that succeeds",
                    e);
        }
    }
}
