/**
 * The words of ethtool, ip, sysctl and tcpdump, and of the files below /proc and /sys: what they ask for, and how their
 * answers look. Pure: pages and settings are given to it.
 */
@NullMarked
package io.rxpath.lab.cli.device;

import org.jspecify.annotations.NullMarked;
