/**
 * The pipeline as the launcher runs it: broker, five services in one JVM or in five, their ports and process ids on
 * disk, and what they say of themselves over HTTP. Knows the services by their main classes, settings and pages only.
 */
@NullMarked
package io.rxpath.lab.run;

import org.jspecify.annotations.NullMarked;
