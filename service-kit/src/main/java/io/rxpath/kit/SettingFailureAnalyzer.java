package io.rxpath.kit;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A host file that cannot be used ends the start with its message alone, not with a stack trace. */
final class SettingFailureAnalyzer extends AbstractFailureAnalyzer<HostFileException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, HostFileException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), "Correct the host file.", cause);
    }
}
