import Canvas
import Command
import Consensus
import Explanation
import Host
import SimulationHost
import Words

/// What `raftcoin compare` prints of two runs, once both are over.
struct ComparisonReport {
  private let host: ComparisonHost
  private let name: String
  private let language: Language
  private let hashes: [String]
  private let pictures: [ClusterSnapshot]

  /// Runs both to their ends.
  init(_ host: ComparisonHost, name: String, language: Language) {
    self.host = host
    self.name = name
    self.language = language
    hashes = host.runToEnd()
    pictures = host.hosts.map { $0.snapshot() }
  }

  /// Whether in both all that is expected held, and nothing broke that the file does not expect.
  var isFine: Bool { zip(host.hosts, pictures).allSatisfy { problems(of: $0, $1).isEmpty } }

  /// What failed in one run.
  private func problems(of host: SimulationHost, _ picture: ClusterSnapshot) -> [String] {
    let expected = host.scenario.expectedViolations
    return lines(of: host).filter { $0.kind == .failed }.map(\.text)
      + picture.brokenInvariants.filter { !expected.contains($0) }.map { "BROKEN \($0)" }
  }

  private func lines(of host: SimulationHost) -> [(kind: RunReport.Kind, text: String)] {
    RunReport(runner: host.runner, name: name, quiet: true, language: language).lines
  }

  private func explainer(_ picture: ClusterSnapshot) -> Explainer {
    Explainer(language: language, consensus: picture.consensus)
  }

  // MARK: Text

  /// A table, where they first differ, and what failed or did nothing.
  var text: String {
    let explainers = pictures.map(explainer)
    let figures = zip(explainers, pictures).map { $0.figures(of: $1) }
    var rows = [("", explainers.map(\.protocolName))]
    for place in figures[0].indices { rows.append((figures[0][place].name, figures.map { $0[place].value })) }
    let widths = [rows.map { TextWidth.of($0.0) }.max() ?? 0, rows.map { TextWidth.of($0.1[0]) }.max() ?? 0]
    var lines = ["\(name), seed \(pictures[0].seed), \(Quantities.secondsText(host.now)) s"]
    for (label, values) in rows {
      let cells = TextWidth.fit(label, width: widths[0]) + "  " + TextWidth.fit(values[0], width: widths[1])
      lines.append(cells + "  " + values[1])
    }
    for (explainer, (picture, hash)) in zip(explainers, zip(pictures, hashes)) {
      let coins = picture.accounts.dropFirst().map { "\($0) \(picture.coins(of: $0) ?? 0)" }
      lines.append(
        "\(explainer.protocolName): \(coins.joined(separator: " ")); supply \(picture.supply); hash \(hash)")
    }
    if let difference = host.firstDifference {
      lines += zip(explainers, [difference.left, difference.right]).map { $0.did($1) }
    } else {
      lines.append(explainers[0].noDifference)
    }
    for (place, host) in host.hosts.enumerated() {
      let told = self.lines(of: host).filter { $0.kind == .told }.map(\.text)
      lines += (told + problems(of: host, pictures[place])).map { "\(explainers[place].protocolName): \($0)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: JSON

  var json: String {
    let all = host.hosts.indices.map(object)
    var object: JSONObject = [
      "scenario": name, "seed": pictures[0].seed, "end_ns": host.now,
      "bytes_are": "each message as one record: a header of 10, 8 a number, entries with their payload",
      "protocols": all,
    ]
    if let difference = host.firstDifference {
      let sides = zip(pictures, [difference.left, difference.right]).compactMap { picture, milestone in
        milestone.map { self.object($0, picture) }
      }
      object.add("first_difference", sides)
    }
    return object.json + "\n"
  }

  private func object(_ place: Int) -> JSONObject {
    let picture = pictures[place]
    let figures = picture.figures ?? RunFigures()
    return [
      "protocol": picture.consensus.rawValue, "hash": hashes[place], "messages": figures.messages,
      "election_messages": figures.electionMessages, "election_entries": figures.electionEntries,
      "bytes": figures.bytes, "durable_writes": figures.writes, "payments": figures.payments,
      "leaderless_ns": figures.leaderless(at: picture.time), "leaderless_spans": figures.leaderlessCount,
      "answers": figures.answers, "latency_median_ns": figures.latency(percent: 50),
      "latency_99_ns": figures.latency(percent: 99),
      "balances": picture.accounts.map { name -> JSONObject in
        ["account": name, "coins": picture.coins(of: name)]
      },
      "supply": picture.supply, "problems": problems(of: host.hosts[place], picture),
    ]
  }

  private func object(_ milestone: Milestone, _ picture: ClusterSnapshot) -> JSONObject {
    [
      "protocol": picture.consensus.rawValue, "t_ns": milestone.time, "node": milestone.node,
      "rule": milestone.decision.name, "section": milestone.decision.section,
      "text": explainer(picture).did(milestone),
    ]
  }
}
