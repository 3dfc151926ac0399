// Single-decree Paxos, bare: one value is to be chosen, once. There is no leader, no log and no heartbeat.
//
// A replica is a value (`SynodReplica`) that is moved by `step` alone, and plays the parts that `PaxosRoles` gives it.
// "PMS" is *Paxos Made Simple* (Lamport, 2001); the four actions are those of Paxos.tla (tlaplus/Examples).
//
// - Replica      the state of a server, and what each input does
// - Proposing    Phase1a and Phase2a; what a proposer has to take over (PMS §2.2, P2c); trying again (PMS §2.4)
// - Accepting    Phase1b and Phase2b (PMS §2.2, P1a), on disk before they are said (PMS §2.5)
// - Learning     what is chosen (PMS §2.3), and what the clients of a proposer are told
// - Messages
//
// The value is held as the entry of slot 1. So the ledger, the disk and what watches them need not know that there is
// no other.
//
// ## Left out
// An acceptor whose disk has lost anything neither promises nor accepts again. A learner that has missed what was
// chosen is told by nobody: "if a learner needs to know whether a value has been chosen, it can have a proposer issue
// a proposal" (PMS §2.3), as a client that asks again does.
//
// ## Seen: what others may look at
// - Decision   what was decided, with the numbers; the texts are in Assets/Words, Explanations.strings
// - View, BrokenRule
