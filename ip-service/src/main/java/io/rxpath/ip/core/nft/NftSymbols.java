package io.rxpath.ip.core.nft;

import java.util.LinkedHashMap;
import java.util.Map;

/** Names of values. */
final class NftSymbols {
    static final Map<String, Long> PROTOCOLS = of("ip=0 icmp=1 igmp=2 ggp=3 ipencap=4 st=5 tcp=6 egp=8 igp=9 pup=12"
            + " udp=17 hmp=20 xns-idp=22 rdp=27 iso-tp4=29 dccp=33 xtp=36 ddp=37 idpr-cmtp=38 ipv6=41 ipv6-route=43"
            + " ipv6-frag=44 idrp=45 rsvp=46 gre=47 esp=50 ah=51 skip=57 ipv6-icmp=58 ipv6-nonxt=59 ipv6-opts=60"
            + " rspf=73 vmtp=81 eigrp=88 ospf=89 ax.25=93 ipip=94 etherip=97 encap=98 pim=103 ipcomp=108 vrrp=112"
            + " l2tp=115 isis=124 sctp=132 fc=133 mobility-header=135 udplite=136 mpls-in-ip=137 manet=138 hip=139"
            + " shim6=140 wesp=141 rohc=142 ethernet=143");
    static final Map<String, Long> PROTOCOL_ALIASES = of("icmpv6=58 comp=108 hopopt=0");

    /** Services that are read by name; a listing shows numbers. */
    static final Map<String, Long> SERVICES = of("echo=7 discard=9 daytime=13 chargen=19 ftp-data=20 ftp=21 ssh=22"
            + " telnet=23 smtp=25 time=37 domain=53 tftp=69 gopher=70 finger=79 http=80 kerberos=88 pop3=110"
            + " sunrpc=111 auth=113 nntp=119 ntp=123 imap2=143 snmp=161 snmp-trap=162 bgp=179 irc=194 ldap=389"
            + " https=443 microsoft-ds=445 submissions=465 submission=587 isakmp=500 exec=512 login=513 shell=514"
            + " syslog=514 printer=515 rtsp=554 ipp=631 ldaps=636 domain-s=853 rsync=873 ftps=990 telnets=992"
            + " imaps=993 pop3s=995 socks=1080 openvpn=1194 ms-sql-s=1433 l2f=1701 radius=1812 nfs=2049 git=9418"
            + " mysql=3306 svn=3690 epmd=4369 sip=5060 xmpp-client=5222 postgresql=5432 amqp=5672 x11=6000"
            + " redis=6379 http-alt=8080 bootps=67 bootpc=68 netbios-ns=137 netbios-dgm=138 netbios-ssn=139");

    static final Map<String, Long> ICMP_TYPES = of("echo-reply=0 destination-unreachable=3 source-quench=4 redirect=5"
            + " echo-request=8 router-advertisement=9 router-solicitation=10 time-exceeded=11 parameter-problem=12"
            + " timestamp-request=13 timestamp-reply=14 info-request=15 info-reply=16 address-mask-request=17"
            + " address-mask-reply=18");
    static final Map<String, Long> ICMP_CODES = of("net-unreachable=0 host-unreachable=1 prot-unreachable=2"
            + " port-unreachable=3 net-prohibited=9 host-prohibited=10 admin-prohibited=13 frag-needed=4");
    static final Map<String, Long> ICMPV6_TYPES = of("destination-unreachable=1 packet-too-big=2 time-exceeded=3"
            + " parameter-problem=4 echo-request=128 echo-reply=129 mld-listener-query=130 mld-listener-report=131"
            + " mld-listener-done=132 mld-listener-reduction=132 nd-router-solicit=133 nd-router-advert=134"
            + " nd-neighbor-solicit=135 nd-neighbor-advert=136 nd-redirect=137 router-renumbering=138"
            + " ind-neighbor-solicit=141 ind-neighbor-advert=142 mld2-listener-report=143");
    static final Map<String, Long> ICMPV6_CODES =
            of("no-route=0 admin-prohibited=1 addr-unreachable=3 port-unreachable=4 policy-fail=5 reject-route=6");
    static final Map<String, Long> ICMPX_CODES =
            of("port-unreachable=1 admin-prohibited=3 no-route=0 host-unreachable=2");
    static final Map<String, Long> DSCP = of("cs0=0 cs1=8 cs2=16 cs3=24 cs4=32 cs5=40 cs6=48 cs7=56 df=0 be=0 lephb=1"
            + " af11=10 af12=12 af13=14 af21=18 af22=20 af23=22 af31=26 af32=28 af33=30 af41=34 af42=36 af43=38 va=44"
            + " ef=46");
    static final Map<String, Long> ECN = of("not-ect=0 ect1=1 ect0=2 ce=3");
    static final Map<String, Long> TCP_FLAGS = of("fin=1 syn=2 rst=4 psh=8 ack=16 urg=32 ecn=64 cwr=128");
    static final Map<String, Long> PACKET_TYPES = of("host=0 unicast=0 broadcast=1 multicast=2 other=3");
    static final Map<String, Long> CT_STATES = of("invalid=1 new=8 established=2 related=4 untracked=64");
    static final Map<String, Long> CT_DIRECTIONS = of("original=0 reply=1");
    static final Map<String, Long> CT_STATUS =
            of("expected=1 seen-reply=2 assured=4 confirmed=8 snat=16 dnat=32 dying=512");
    static final Map<String, Long> FAMILIES = of("ipv4=2 ipv6=10");
    static final Map<String, Long> ETHER_TYPES = of("ip=2048 arp=2054 ip6=34525 8021q=33024 8021ad=34984 vlan=33024");
    static final Map<String, Long> DEVICE_TYPES =
            of("ether=1 ppp=512 ipip=768 ipip6=769 loopback=772 sit=776 ipgre=778");
    static final Map<String, Long> ROUTE_TYPES = of(
            "unspec=0 unicast=1 local=2 broadcast=3 anycast=4 multicast=5" + " blackhole=6 unreachable=7 prohibit=8");
    static final Map<String, Long> EXISTS = of("exists=1 missing=0");

    private NftSymbols() {}

    private static Map<String, Long> of(String text) {
        Map<String, Long> map = new LinkedHashMap<>();
        for (String pair : text.split(" ", -1)) {
            int at = pair.indexOf('=');
            map.put(pair.substring(0, at), Long.valueOf(pair.substring(at + 1)));
        }
        return map;
    }
}
