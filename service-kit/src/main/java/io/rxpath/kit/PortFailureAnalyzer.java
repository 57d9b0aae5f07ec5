package io.rxpath.kit;

import java.net.BindException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A busy port ends the start with its message alone, not with a stack trace. */
final class PortFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()), "Choose another address or port, or end what has it.", cause);
    }
}
