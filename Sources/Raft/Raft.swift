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
// - ReadIndex          reads that do not go through the log (D§6.4), and the lease (D§6.4.1)
// - LogCompaction, SnapshotSending, SnapshotReceiving   (paper §7, D§5)
// - DiskLoss           a disk that has lost what was promised (D§3.8), with its argument
//
// ## Three rules that readers look for, and who calls them
// - A leader counts copies of its own term only (§5.4.2): `mayCountCopies` ← `advanceCommitIndex` (Commitment), asked
//   by `stored` (Replication), `becameDurable` (Replica) and the answer to a snapshot (SnapshotSending).
// - A promise waits for the disk: `sendWhenDurable` (Replica) ← `reply` (Following, Election), `answer`
//   (SnapshotReceiving). `Durability.send` holds it, `Durability.confirm` ← `becameDurable` lets it go. A candidate's
//   own vote waits in `countOwnVoteIfDurable`. Requests, and answers to a pre-vote, promise nothing and go at once.
// - The lease: `extendLease` ← `confirmRounds`; `leaseSpan` is its bound; `read` uses it by `hasLease`. It ends in
//   `continueTransfer` (Transfer) and with the leadership (`turnReadsAway`, `becomeLeader`); it stands on voters that
//   ignore others while they hear a leader (`ignores`, CheckQuorum).
//
// ## Wire: what leaves memory
// - Messages, MessageEncoding, DurableState, Records   versioned, checked, total when read
//
// ## Seen: what others may look at
// - Decision and its topics   what was decided, with the numbers; the texts are in Assets/Words, Explanations.strings
// - View (with Figure 2 by its variables), Electors, MessageKind, MessageSummary, Fingerprint, BrokenRule, BrokenRules
