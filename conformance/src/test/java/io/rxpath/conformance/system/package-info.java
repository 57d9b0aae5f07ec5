/**
 * The system seen only from outside: real Linux clients, the launcher's commands, topics, pages, containers. What a test
 * needs and a machine lacks (root, a tool, a Docker engine) is said when it is skipped. Nothing here looks into a core.
 */
@NullMarked
package io.rxpath.conformance.system;

import org.jspecify.annotations.NullMarked;
