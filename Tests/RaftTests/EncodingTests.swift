import Testing

@testable import Consensus
@testable import Raft

@Suite("Encoding of messages and durable records")
struct EncodingTests {
  static let messages: [RaftMessage] = [
    requestVote(term: 3, last: position(58, 2)), requestVote(term: RecordReader.largest), vote(true, term: 3),
    vote(false, term: 0), append(term: 3, after: position(58, 2), commit: 50),
    append(term: 3, after: position(58, 2), [2, 3, 3], commit: 50),
    .appendEntries(
      .init(term: 1, previous: .origin, leaderCommit: 0, entries: [Entry(term: 1, kind: .noOp)])),
    stored(9, term: 4), stored(9, term: 4, .damaged(formerLast: position(12, 3))), stored(9, term: 4, .wiped),
    .appendEntriesReply(
      .init(term: 4, result: .refused(previous: 7, conflictTerm: nil, conflictIndex: 3))),
    .appendEntriesReply(.init(term: 4, result: .refused(previous: 7, conflictTerm: 0, conflictIndex: 3))),
    .appendEntriesReply(.init(term: 4, result: .staleTerm, round: 8)),
    .requestVote(.init(term: 3, lastLog: .origin, isTransfer: true)),
    .preVote(.init(term: 3, lastLog: position(58, 2))),
    .preVoteReply(.init(term: 2, proposed: 3, voteGranted: true)), .timeoutNow(.init(term: 3)),
    .installSnapshot(
      .init(
        term: 3, last: position(58, 2),
        membership: Membership(voters: [NodeID(1)], outgoing: [NodeID(1), NodeID(2)], learners: [NodeID(3)]),
        offset: 4, data: [7, 8, 9], total: 9, checksum: .max, round: 6)),
    .installSnapshotReply(.init(term: 3, last: position(58, 2), result: .received(through: 7), round: 0)),
    .installSnapshotReply(.init(term: 3, last: position(58, 2), result: .installed, round: 6)),
    .installSnapshotReply(
      .init(term: 3, last: position(58, 2), result: .refused, round: 6, integrity: .wiped)),
    .installSnapshotReply(.init(term: 3, last: position(58, 2), result: .staleTerm, round: 6)),
  ]

  static let records: [DurableRecord] = [
    .termAndVote(term: 3, vote: nil), .termAndVote(term: 3, vote: NodeID(9)), .integrity(.sound),
    .integrity(.damaged(formerLast: position(58, 2))), .integrity(.wiped), .truncation(from: 17),
    .entry(1, Entry(term: 1, kind: .noOp)), .entry(400, entry(7, at: 400)),
    .entry(2, Entry(term: 1, kind: .configuration, payload: Membership(voters: [NodeID(2)]).encoded())),
    .snapshot(
      .init(
        snapshot: Snapshot(last: position(58, 2), membership: Membership(voters: [NodeID(2)]), data: [1, 2]),
        compactThrough: 50, replacesLog: false)),
  ]

  @Test("a message comes back as it was", arguments: messages)
  func messageRoundTrip(message: RaftMessage) throws {
    let bytes = message.encoded()
    #expect(try RaftMessage(decoding: bytes) == message)
    #expect(try RaftMessage(decoding: bytes).encoded() == bytes)
  }

  @Test("a durable record comes back as it was", arguments: records)
  func recordRoundTrip(record: DurableRecord) throws {
    #expect(try DurableRecord(decoding: record.encoded()) == record)
  }

  @Test("known bytes: what is on a disk today must read tomorrow")
  func knownBytes() throws {
    let bytes: [UInt8] = [
      1, 65, 0, 0, 0, 9, 0x75, 0x98, 0xA7, 0x37, 0, 0, 0, 0, 0, 0, 0, 3, 2,
    ]
    #expect(DurableRecord.termAndVote(term: 3, vote: NodeID(2)).encoded() == bytes)
  }

  @Test("CRC-32C of the check string and of the vectors of RFC 3720 B.4")
  func checksums() {
    #expect(Checksum.crc32c(Array("123456789".utf8)) == 0xE306_9283)
    #expect(Checksum.crc32c([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(Checksum.crc32c([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(Checksum.crc32c((0..<32).map { UInt8($0) }) == 0x46DD_794E)
  }

  @Test("no flipped bit goes unnoticed")
  func flippedBits() {
    for bytes in Self.messages.map({ $0.encoded() }) + Self.records.map({ $0.encoded() }) {
      for bit in 0..<(bytes.count * 8) {
        var changed = bytes
        changed[bit / 8] ^= 1 << UInt8(bit % 8)
        #expect(throws: RecordError.self) { try RaftMessage(decoding: changed) }
        #expect(throws: RecordError.self) { try DurableRecord(decoding: changed) }
      }
    }
  }

  @Test("every cut is named as one, with what is missing")
  func truncation() {
    let bytes = append(term: 3, after: position(58, 2), [2, 3], commit: 50).encoded()
    for count in 0..<bytes.count {
      do throws(RecordError) {
        _ = try RaftMessage(decoding: Array(bytes.prefix(count)))
        Issue.record("\(count) bytes were read")
      } catch {
        guard case .truncated(at: count, let needed) = error else {
          Issue.record("\(error)")
          continue
        }
        #expect(count < 10 ? needed == 10 - count : needed == bytes.count - count)
      }
    }
  }

  /// A record of any kind and body whose checksum is right.
  private func sealed(kind: UInt8, body: [UInt8]) -> [UInt8] {
    var writer = RecordWriter(kind: kind)
    for byte in body { writer.byte(byte) }
    return writer.finished()
  }

  @Test("what is wrong behind a right checksum is named")
  func namedErrors() {
    func error(_ bytes: [UInt8]) -> RecordError? {
      do throws(RecordError) { _ = try RaftMessage(decoding: bytes) } catch { return error }
      return nil
    }
    let word: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 3]
    #expect(error(sealed(kind: 99, body: [])) == .unknownKind(99, at: 1))
    #expect(error(sealed(kind: 2, body: word)) == .truncated(at: 18, needed: 1))
    #expect(
      error(sealed(kind: 2, body: word + [2])) == .outOfRange(field: "voteGranted", value: 2, at: 18))
    #expect(error(sealed(kind: 2, body: word + [1, 7])) == .trailing(at: 19, count: 1))
    #expect(error(sealed(kind: 2, body: word + [1]) + [7]) == .trailing(at: 19, count: 1))
    #expect(
      error(sealed(kind: 2, body: [255, 255, 255, 255, 255, 255, 255, 255, 1]))
        == .outOfRange(field: "term", value: .max, at: 10))
    var version = vote(true, term: 1).encoded()
    version[0] = 2
    #expect(error(version) == .unknownVersion(2, at: 0))
    #expect(
      error(sealed(kind: 3, body: word + word + word + word + word + [255, 255, 255, 255]))
        == .outOfRange(field: "entries", value: 0xFFFF_FFFF, at: 50))
  }

  @Test("thirty thousand random and mutated inputs: each is read or refused")
  func fuzz() {
    var generator = SeededGenerator(seed: 11)
    let seeds = Self.messages.map { $0.encoded() } + Self.records.map { $0.encoded() }
    var read = 0
    for _ in 0..<30_000 {
      var bytes = seeds[Int(generator.below(UInt64(seeds.count)))]
      switch generator.below(3) {
      case 0: bytes = (0..<generator.below(40)).map { _ in UInt8(generator.below(256)) }
      case 1: for _ in 0...generator.below(3) { bytes[Int(generator.below(UInt64(bytes.count)))] &+= 1 }
      default:
        // A right checksum over a wrong body reaches the code behind it.
        bytes = sealed(
          kind: bytes[1],
          body: bytes.dropFirst(10).map { generator.below(9) == 0 ? UInt8(generator.below(256)) : $0 })
      }
      if let message = try? RaftMessage(decoding: bytes) {
        read += 1
        #expect(message.encoded() == bytes)
      }
      if let record = try? DurableRecord(decoding: bytes) {
        read += 1
        #expect(record.encoded() == bytes)
      }
    }
    #expect(read > 300)
  }

  @Test("a torn write is its first records")
  func tornWrite() {
    let write = RaftDurableState.Write(
      number: 1,
      changes: [
        .termAndVote(term: 4, vote: NodeID(3)), .integrity(.damaged(formerLast: position(9, 3))),
        .truncation(from: 2),
      ],
      entries: EntryBatch(entries([4, 4], from: 2)), firstIndex: 2)
    #expect(write.units == 5)
    let start = disk(terms: [1, 1, 1], term: 1)
    var left = (0...write.units).map { units in
      var state = start
      state.perform(write, units: units)
      return (state.term, state.integrity, state.log.lastIndex)
    }
    #expect(left.removeFirst() == (1, .sound, 3))
    #expect(left.map(\.0) == [4, 4, 4, 4, 4])
    #expect(left.map(\.1) == [.sound] + Array(repeating: .damaged(formerLast: position(9, 3)), count: 4))
    #expect(left.map(\.2) == [3, 3, 1, 2, 3])
  }
}
