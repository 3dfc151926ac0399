// Raft, and where each of its sections stands.
//
// A replica is a value (`RaftReplica`) that is moved by `step` alone. One step handles one input at one time and
// appends to `RaftEffects` what it wants done: messages to send, one write, entries to apply, answers. It reads no
// clock, sends nothing and writes nothing. So the simulation, the benchmark, the experiments and the search all run
// this same code, and two runs of one seed are the same.
//
// "Paper" is *In Search of an Understandable Consensus Algorithm* (extended version, Ongaro and Ousterhout, 2014),
// "D" Ongaro's dissertation *Consensus: Bridging Theory and Practice* (2014).
//
// ## Figure2: the paper's one page
// - Replica            the state of a server, and what each input does; terms (§5.1); applying
// - Election           timers, votes, who may be elected (§5.2, §5.4.1: `voteRefusal(of:from:)`)
// - Replication        a leader's log: proposals, heartbeats, answers, sending (§5.3, §8)
// - FollowerProgress   what a leader knows of one follower besides its matchIndex
// - Following          a follower's log: the consistency check, conflicts (§5.3)
// - Commitment         when an entry is committed (§5.3; §5.4.2: `mayCountCopies(of:)`)
// - Durability         a promise waits for the disk (Figure 2: "updated on stable storage before responding"):
//                      `sendWhenDurable` in Replica hands it over, `Durability.send` holds it
//
// ## Beyond: what the dissertation adds, each off unless it is asked for
// - PreVote            asking before standing (D§9.6)
// - CheckQuorum        a leader that hears no quorum steps down; who hears a leader stays with it (D§6.2, D§4.2.3)
// - Membership, MembershipChange   the configuration in use; one server or joint consensus (D§4)
// - Transfer           handing over leadership (D§3.10)
// - ReadIndex          reads that do not go through the log (D§6.4); the lease: `extendLease` begins and prolongs it,
//                      `hasLease` and `leaseSpan` say how long it lasts; Transfer gives it up, `turnReadsAway` and
//                      `becomeLeader` (Election) forget it
// - LogCompaction, SnapshotSending, SnapshotReceiving   (paper §7, D§5)
// - DiskLoss           a disk that has lost what was promised (D§3.8), with its argument
//
// ## Wire: what leaves memory
// - Messages, MessageEncoding, DurableState, Records   versioned, checked, total when read
//
// ## Seen: what others may look at
// - Decision and its topics   what was decided, with the numbers; the texts are in Assets/Words, Explanations.strings
// - View (with Figure 2 by its variables), Electors, MessageKind, MessageSummary, Fingerprint, BrokenRule, BrokenRules
