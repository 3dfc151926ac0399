import Words

/// Who belongs to the cluster: configurations in the log, learners, refused requests.
enum MembershipSentences: String, Sentence {
  case plainNote, learnersNote, jointNote, jointLearnersNote
  case appended, appendedJoint, adopted, wentBack, committed, committedJoint, refused, caughtUp,
    removedLeader
  case ruleNewest, ruleJoint, ruleLearner, ruleRemoved
  case otherwiseNewest, otherwiseJoint, otherwiseLearner, otherwiseRemoved
  case reasonUnderWayNote, reasonNoCommitNote, reasonNoNodeNote, reasonMemberNote, reasonLastNote,
    reasonMajorityNote, reasonBehindNote, reasonLeadsNote, reasonNoVoteNote, reasonSilentNote,
    reasonTransferNote, reasonHearsNote, reasonStartedNote
}
