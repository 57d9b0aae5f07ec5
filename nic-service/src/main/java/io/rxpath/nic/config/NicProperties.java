package io.rxpath.nic.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the card's cables end.
 *
 * @param vxlanListen ADDRESS:PORT of the VXLAN port; absent: none
 * @param vni VXLAN network identifier, 0..16777215
 * @param vxlanRemotePort UDP port of the other endpoints; 0: the one we listen on, as their dstport is
 */
@ConfigurationProperties("rxpath.nic")
public record NicProperties(
        @Nullable String vxlanListen,
        @DefaultValue("42") int vni,
        @DefaultValue("0") int vxlanRemotePort) {}
