/// What most scenarios say, so that a short one packs into few letters: deflate refers to it as if it had
/// come before. It belongs to version 1 of the share line and never changes: a changed letter makes all
/// lines that were ever shared unreadable.
enum ShareDictionary {
  static let bytes = Array(text.utf8)

  /// The likeliest last, where references are cheapest.
  private static let text = """
    expect violated election-safety
    expect violated leader-append-only
    expect violated log-matching
    expect violated leader-completeness
    expect violated state-machine-safety
    expect violated constant-supply
    expect violated committed-entries
    expect violated acknowledged-durable
    expect violated stored-term
    expect violated commit-index
    expect violated applied-once
    expect violated linearizability
    bug count-old-term on
    bug forget-vote on
    bug lose-log-tail on
    bug keep-last-applied on
    bug living-majority on
    bug vote-any-log on
    bug skip-previous-check on
    bug truncate-on-stale on
    bug any-message-resets-timer on
    bug count-vote-twice on
    bug apply-retry-twice on
    bug stale-leader-read on
    bug reply-before-durable off
    open erin 25
    balance carol from n3 stale
    skew n1 +10%
    slow-disk n2 20ms..50ms
    wipe n1
    corrupt n4 17
    snapshot all
    add 6 learner
    promote 6
    remove n5
    lead n2
    hold message RequestVoteReply
    release message RequestVote 1>2
    duplicate message AppendEntriesReply
    drop AppendEntries
    drop heartbeat
    release all
    reorder off
    reorder on
    duplicate 5%
    latency 1ms..100ms
    loss 10%
    align
    spread
    timeout n1
    when message AppendEntries 1>2 in flight
    when refused insufficient funds
    when converged within 5s expect converged
    when balance alice 90 on n1
    when alive 5
    when no leader within 2s
    when term >= 3
    when committed 5 within 10s
    when leader n1
    note 
    after 300ms
    expect safe
    hold 1>2
    release 1>2
    cut 1>2
    cut 3>1
    isolate leader
    partition 1,2 | 3,4,5
    heal
    pause n2
    resume all
    load off
    load 20
    load 2
    transfer bob carol 10
    transfer carol dave 5
    transfer alice bob 10
    kill leader
    kill n1
    kill n2
    kill n3
    kill n4
    kill n5
    restart all
    restart n1
    restart n2
    restart n3
    restart n4
    restart n5
    raftcoin 1
    seed 
    protocol raft
    nodes 3
    accounts alice 100, bob 50
    treasury 1000
    append-limit 1
    no-op off

    protocol raft
    nodes 5
    accounts alice 100, bob 100, carol 100, dave 100
    treasury 1000
    election-timeout 150ms..300ms
    heartbeat 50ms
    latency 5ms..15ms
    disk 1ms..3ms
    append-limit 64
    no-op on

    at 0s 
    at 1.5s
    """
}
