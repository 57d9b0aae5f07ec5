package io.rxpath.nic.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.EthtoolStat;
import io.rxpath.skb.SkBuff;

/** To which queue a frame goes: the steering rules first, then the flow hash. */
final class RxSteering {
    private final Rxfh rxfh;
    private final Rss rss;
    private final NtupleFilter ntuple;
    private final HeaderParser parser;
    private final Counters<EthtoolStat> stats;

    RxSteering(NicSettings settings, HeaderParser parser, Counters<EthtoolStat> stats) {
        this(settings, new Rss(settings.rssKey(), settings.rssIndirection()), parser, stats);
    }

    private RxSteering(NicSettings settings, Rss rss, HeaderParser parser, Counters<EthtoolStat> stats) {
        this.rxfh = settings.rxfh();
        this.rss = rss;
        this.ntuple = new NtupleFilter(settings);
        this.parser = parser;
        this.stats = stats;
    }

    /** With other settings; the tables of the hash are made anew only if they change. */
    RxSteering with(NicSettings next) {
        return next.rxfh().equals(rxfh)
                ? new RxSteering(next, rss, parser, stats)
                : new RxSteering(next, parser, stats);
    }

    /** Sets queue and hash of a new frame; false if a rule drops it. The parser holds its headers afterwards. */
    boolean steer(SkBuff skb) {
        parser.parse(skb.buf(), skb.data(), skb.len());
        int action = ntuple.action(skb, parser);
        ntuple.count(stats, action, parser);
        if (action == NtupleRule.DROP) {
            return false;
        }
        queue(skb, action);
        skb.l4Hash = parser.ports;
        return true;
    }

    /** The queue of a frame that was let in once already. */
    int again(SkBuff skb) {
        parser.parse(skb.buf(), skb.data(), skb.len());
        queue(skb, ntuple.action(skb, parser));
        return skb.queueMapping;
    }

    private void queue(SkBuff skb, int action) {
        skb.hash = rss.hash(skb.buf(), parser);
        skb.queueMapping = action < 0 ? rss.queue(skb.hash, parser) : action;
    }
}
