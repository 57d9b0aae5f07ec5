package io.rxpath.lab.cli;

import java.lang.reflect.Constructor;
import picocli.CommandLine;

/** Makes commands: those that need the context get it in their constructor. */
final class CliFactory implements CommandLine.IFactory {
    private final CliContext context;

    CliFactory(CliContext context) {
        this.context = context;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == CliContext.class) {
                return type.cast(constructor.newInstance(context));
            }
        }
        return CommandLine.defaultFactory().create(type);
    }
}
