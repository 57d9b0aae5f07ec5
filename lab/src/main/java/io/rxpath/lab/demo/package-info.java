/**
 * Traffic through a running pipeline: frames between generators and the wire topics in real time, a view of it while it
 * lasts, and its report. Knows the pipeline by its topics and its HTTP pages only.
 */
@NullMarked
package io.rxpath.lab.demo;

import org.jspecify.annotations.NullMarked;
