import Command
import Consensus
import Foundation
import Host
import Simulation
import Testing

@testable import SimulationHost

/// Share lines and recordings that were damaged on the way, or come from somewhere else: none crashes, and
/// what is taken for whole is whole. `RAFTCOIN_FUZZ=1000000 swift test -c release --filter
/// RecordingFuzzTests` tries a million of each.
struct RecordingFuzzTests {
  static let count =
    ProcessInfo.processInfo.environment["RAFTCOIN_FUZZ"].flatMap { Int($0) } ?? 6000

  static func samples() throws -> [Scenario] {
    try (0..<6).map { seed in try TimelinePropertyTests.play(seed, moves: 30).0.recording() }
  }

  /// Something that the bytes become: cut, changed, doubled, or mixed with others.
  static func mutate(_ bytes: inout [UInt8], _ draw: inout SeededGenerator, alphabet: [UInt8]) {
    for _ in 0...draw.below(4) {
      let place = Int(draw.below(UInt64(bytes.count + 1)))
      switch draw.below(6) {
      case 0: if place < bytes.count { bytes[place] = UInt8(truncatingIfNeeded: draw.next()) }
      case 1: if place < bytes.count { bytes[place] = alphabet[Int(draw.below(UInt64(alphabet.count)))] }
      case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int(draw.below(20))))
      case 3: bytes.insert(contentsOf: bytes.prefix(place).suffix(Int(draw.below(20))), at: place)
      case 4: bytes.insert(alphabet[Int(draw.below(UInt64(alphabet.count)))], at: place)
      default: bytes.removeSubrange(min(place, bytes.count)...)
      }
    }
  }

  @Test func damagedShareLines() throws {
    let lines = try Self.samples().map { Array(try ShareLine.encode($0).utf8) }
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_: \n".utf8)
    let wholes = Set(try lines.map { try ShareLine.decode(text: String(decoding: $0, as: UTF8.self)) })
    var draw = SeededGenerator(seed: 1)
    var taken = 0
    for _ in 0..<Self.count {
      var bytes = lines[Int(draw.below(UInt64(lines.count)))]
      Self.mutate(&bytes, &draw, alphabet: alphabet)
      // A text that decodes is one of those that were encoded: the checksum sees every change.
      if let text = try? ShareLine.decode(text: String(decoding: bytes, as: UTF8.self)) {
        taken += 1
        #expect(wholes.contains(text))
      }
    }
    // Blanks and the like do no harm.
    #expect(taken > 0)
  }

  @Test func randomShareLines() throws {
    var draw = SeededGenerator(seed: 2)
    for _ in 0..<Self.count {
      let bytes = (0..<draw.below(80)).map { _ in UInt8(truncatingIfNeeded: draw.next()) }
      let line = ShareLine.prefix + Base64URL.encode(bytes)
      #expect(throws: ShareLineError.self) { try ShareLine.decode(line) }
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(throws: ShareLineError.self) { try ShareLine.decode(text) }
    }
  }

  /// Deflate streams that were damaged behind a checksum that fits nothing.
  @Test func damagedStreams() throws {
    let streams = try Self.samples().map { scenario in
      let line = try ShareLine.encode(scenario).dropFirst(ShareLine.prefix.count)
      return try Base64URL.decode(line, offset: 0)
    }
    let wholes = Set(
      try streams.map { try ShareLine.decode(text: ShareLine.prefix + Base64URL.encode($0)) })
    var draw = SeededGenerator(seed: 3)
    for _ in 0..<Self.count {
      var bytes = streams[Int(draw.below(UInt64(streams.count)))]
      let place = 4 + Int(draw.below(UInt64(bytes.count - 4)))
      bytes[place] ^= UInt8(1 + draw.below(255))
      if draw.below(3) == 0 { bytes.removeLast(Int(draw.below(UInt64(bytes.count - 4)))) }
      // The last byte may have bits that say nothing.
      if let text = try? ShareLine.decode(text: ShareLine.prefix + Base64URL.encode(bytes)) {
        #expect(wholes.contains(text))
      }
    }
  }

  @Test func damagedRecordings() throws {
    let texts = try Self.samples().map { Array($0.text.utf8) }
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789 .,|>#%-\n\r\t".utf8)
    var draw = SeededGenerator(seed: 4)
    var (taken, refused) = (0, 0)
    for _ in 0..<Self.count / 4 {
      var bytes = texts[Int(draw.below(UInt64(texts.count)))]
      Self.mutate(&bytes, &draw, alphabet: alphabet)
      switch ScenarioParser.parse(bytes: bytes, file: "damaged") {
      case .success: taken += 1
      case .failure(let errors):
        refused += 1
        #expect(!errors.diagnostics.isEmpty)
        #expect(errors.diagnostics.allSatisfy { $0.line > 0 && $0.column > 0 })
      }
    }
    #expect(taken > 0 && refused > 0)
  }
}
