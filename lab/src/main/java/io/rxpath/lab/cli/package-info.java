/** The command line: options in, text and exit codes out. One class per command; what they do is in run and demo. */
@NullMarked
package io.rxpath.lab.cli;

import org.jspecify.annotations.NullMarked;
