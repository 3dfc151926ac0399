import Canvas
import Command
import Consensus
import Explanation
import Host
import Words

/// What a prompt may look up.
struct PromptScene {
  var snapshot: ClusterSnapshot
  var selection: Selection?
  var context: PaletteContext
  /// What `t Enter` sends: "alice bob 10".
  var transferOffer: String
}

/// A prompt in the last row: the first key named the act, this one decides what it meets. A pure value;
/// nothing is done before it gives verbs.
struct Prompt: Sendable, Equatable {
  enum Kind: String, Sendable, CaseIterable {
    case kill, restart, stall, transfer, partition, cut, palette

    /// The verb whose arguments it takes; nil: it takes a link, or whole lines.
    var verb: String? {
      switch self {
      case .kill, .restart, .transfer: rawValue
      case .stall: "pause"
      case .partition: "isolate"
      case .cut, .palette: nil
      }
    }

    var takesNode: Bool { self == .kill || self == .restart || self == .stall }
  }

  enum Outcome: Equatable {
    case stay
    case close
    /// To be done, and the line to be remembered.
    case perform([Verb], line: String)
  }

  let kind: Kind
  private(set) var field: TextField
  private(set) var fault: Saying?

  init(_ kind: Kind, text: String = "") {
    self.kind = kind
    field = TextField(text)
  }

  /// Keeps the text, and says what is wrong with it.
  mutating func fail(_ fault: Saying) {
    self.fault = fault
    if case .diagnostic(let diagnostic) = fault { field.move(to: diagnostic.column - 1) }
  }

  mutating func paste(_ text: String, history: inout CommandHistory) {
    edited(&history)
    field.insert(text)
  }

  mutating func react(to key: InputEvent.Key, in scene: PromptScene, history: inout CommandHistory)
    -> Outcome
  {
    switch key {
    case .escape: return .close
    case .enter: return enter(scene)
    case .tab: complete(scene, history: &history)
    case .up:
      if let line = history.up(from: field.text) { replace(with: line) }
    case .down:
      if let line = history.down(from: field.text) { replace(with: line) }
    case .character(let scalar): return type(scalar, scene, history: &history)
    default:
      if field.edit(key) { edited(&history) }
    }
    return .stay
  }

  private mutating func replace(with line: String) {
    fault = nil
    field.replace(with: line)
  }

  private mutating func edited(_ history: inout CommandHistory) {
    fault = nil
    history.edited()
  }

  private mutating func type(_ typed: Unicode.Scalar, _ scene: PromptScene, history: inout CommandHistory)
    -> Outcome
  {
    let scalar = kind == .palette ? FullWidth.twinOutsideNotes(typed) : FullWidth.twin(typed)
    if kind.takesNode, field.isEmpty, ("1"..."9").contains(scalar) {
      return pick(NodeID(Int(scalar.value) - 0x30), scene)
    }
    if kind == .cut, scalar == "b" {
      if let link = try? VerbParser.link(field.text, context: scene.context) {
        return .perform([.cut(link), .cut(Link(from: link.to, to: link.from))], line: field.text)
      }
    }
    edited(&history)
    field.insert(String(scalar))
    return .stay
  }

  /// A node was named by one key or by a click: a node prompt fires, the others take it as a digit.
  mutating func pick(_ node: NodeID, _ scene: PromptScene) -> Outcome {
    fault = nil
    guard kind.takesNode else {
      if kind == .partition || kind == .cut { field.insert("\(node.number)") }
      return .stay
    }
    guard scene.snapshot.node(node) != nil else {
      field.replace(with: "\(node.number)", cursor: 0)
      fault = .phrase(Phrase(Notices.unknownNode, ["node": node, "range": Prompt.range(scene)]))
      return .stay
    }
    return .perform([verb(for: [.node(node)], scene)], line: "\(node)")
  }

  mutating func insert(account: String) {
    guard kind == .transfer else { return }
    fault = nil
    if let last = field.text.last, last != " " { field.insert(" ") }
    field.insert(account + " ")
  }

  // MARK: Enter

  private mutating func enter(_ scene: PromptScene) -> Outcome {
    do throws(Diagnostic) {
      switch kind {
      case .kill, .restart, .stall: return try enterNodes(scene)
      case .transfer:
        // What a lesson offers may say more than the three words of a person.
        let verb =
          try field.isEmpty
          ? VerbParser.parse(line: "transfer \(scene.transferOffer)", context: scene.context)
          : VerbParser.transfer(field.text, context: scene.context)
        return .perform([verb], line: Prompt.arguments(of: verb))
      case .partition: return try enterPartition(scene)
      case .cut:
        let link = try VerbParser.link(field.text, context: scene.context)
        return .perform([.cut(link)], line: field.text)
      case .palette:
        guard field.text.contains(where: { $0 != " " }) else { return .close }
        let verb = try VerbParser.parse(line: field.text, context: scene.context)
        return .perform([verb], line: field.text)
      }
    } catch {
      fail(.diagnostic(error))
      return .stay
    }
  }

  private mutating func enterNodes(_ scene: PromptScene) throws(Diagnostic) -> Outcome {
    guard field.isEmpty else {
      let nodes = try VerbParser.nodes(field.text, context: scene.context)
      return .perform([verb(for: nodes, scene)], line: field.text)
    }
    guard let node = offer(scene) else {
      fail(.phrase(Phrase(kind == .restart ? Notices.noNodeDown : .noLeaderNow)))
      return .stay
    }
    return .perform([verb(for: [.node(node)], scene)], line: "\(node)")
  }

  private mutating func enterPartition(_ scene: PromptScene) throws(Diagnostic) -> Outcome {
    if field.isEmpty {
      guard let leader = scene.snapshot.leader else {
        fail(.phrase(Phrase(Notices.noLeaderToIsolate)))
        return .stay
      }
      return .perform([.isolate([.node(leader)])], line: "\(leader)")
    }
    guard field.text.contains("|") else {
      let verb = try VerbParser.partition(oneSide: field.text, context: scene.context)
      return .perform([verb], line: field.text)
    }
    do throws(Diagnostic) {
      let line = "partition \(field.text)"
      return .perform([try VerbParser.parse(line: line, context: scene.context)], line: field.text)
    } catch {
      var shifted = error
      shifted.column = max(1, error.column - "partition ".count)
      throw shifted
    }
  }

  private func verb(for nodes: [NodeSelector], _ scene: PromptScene) -> Verb {
    switch kind {
    case .restart: return .restart(nodes)
    case .stall:
      let allStalled = nodes.allSatisfy { selector in
        guard case .node(let id) = selector else { return false }
        return scene.snapshot.node(id)?.condition == .stalled
      }
      return allStalled ? .resume(nodes) : .pause(nodes)
    default: return .kill(nodes)
    }
  }

  private static func arguments(of verb: Verb) -> String {
    verb.description.split(separator: " ").dropFirst().joined(separator: " ")
  }

  // MARK: What Enter takes

  /// The selected node if the act applies to it, else the leader; to restart: the last that fell.
  func offer(_ scene: PromptScene) -> NodeID? {
    let snapshot = scene.snapshot
    if case .node(let id) = scene.selection, let node = snapshot.node(id), applies(to: node) { return id }
    if kind == .restart { return snapshot.latest(.down) }
    if let leader = snapshot.leader, let node = snapshot.node(leader), applies(to: node) { return leader }
    return kind == .stall ? snapshot.latest(.stalled) : nil
  }

  private func applies(to node: NodeSnapshot) -> Bool {
    kind == .restart ? node.condition == .down : node.condition != .down
  }

  // MARK: Completion

  private mutating func complete(_ scene: PromptScene, history: inout CommandHistory) {
    if kind == .transfer, field.isEmpty { return field.replace(with: scene.transferOffer) }
    guard let completion = completion(scene) else { return }
    let (line, cursor) = completion.applied(to: field.text)
    edited(&history)
    field.replace(with: line, cursor: cursor)
  }

  func completion(_ scene: PromptScene) -> Completion? {
    let (text, cursor) = (field.text, field.cursor)
    if kind == .palette { return Completer.complete(text, cursor: cursor, context: scene.context) }
    return kind.verb.flatMap {
      Completer.complete(argumentsOf: $0, text, cursor: cursor, context: scene.context)
    }
  }

  static func range(_ scene: PromptScene) -> String {
    scene.snapshot.nodes.count > 1 ? "1-\(scene.snapshot.nodes.count)" : "1"
  }
}
