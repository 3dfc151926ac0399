// Multi-Paxos, and where each of its rules stands.
//
// A replica is a value (`PaxosReplica`) that is moved by `step` alone, as Raft's is. Each server is proposer, acceptor
// and learner in one. "PMS" is *Paxos Made Simple* (Lamport, 2001).
//
// - Ballot      numbers of proposals (PMS §2.2, §2.5)
// - Replica     the state of a server, and what each input does; giving way (PMS §2.2, §2.4)
// - Preparing   phase 1 of a proposer: all slots at once (PMS §3), promises, the highest ballot's value (PMS P2c)
// - Proposing   the distinguished proposer: taking over, no-ops into gaps, phase 2 for each command (PMS §3)
// - Accepting   the acceptor: promises (PMS §2.2, P1a), acceptances, no acknowledgement over a hole
// - Choosing    what is chosen, how that becomes known, executing in order (PMS §2.3, §3)
// - Reading     reads that do not go through the log: a quorum says that the ballot still stands
// - Snapshots   what is executed need not be kept; catching up from a snapshot
// - DiskLoss    a disk that has lost what was promised or accepted, with its argument
//
// ## Catching up
// A learner needs no message of its own kind: the proposer proposes what is chosen again to whoever lacks it, under
// its own ballot. That is safe for any chosen value (P2b), and `learn` then knows the value by its ballot.
//
// ## Left out
// The set of acceptors is for ever the same: PMS §3 has the configuration of slot i + α decided by slot i, which is
// not here.
//
// ## Seen: what others may look at
// - Decision   what was decided, with the numbers; the texts are in Assets/Words, Explanations.strings
// - View, BrokenRule
