package io.varve.log;

/**
 * A range of whole frames on its way to a subscriber. It holds at least one record of the types that the feed wants,
 * unless the feed wants all; whoever walks it applies the filter. Owned by whichever side took it from a queue.
 */
final class FeedRun {

    long start;
    long end;
}
