import Consensus

/// What can be written as JSON.
public protocol JSONValue {
  var json: String { get }
}

/// Members in the order in which they were given, so that the same run gives the same bytes.
public struct JSONObject: JSONValue, ExpressibleByDictionaryLiteral {
  private var members: [String] = []

  init(_ members: [(String, any JSONValue)]) {
    for (name, value) in members { add(name, value) }
  }

  public init(dictionaryLiteral members: (String, any JSONValue)...) { self.init(members) }

  public mutating func add(_ name: String, _ value: any JSONValue) {
    members.append(name.json + ":" + value.json)
  }

  mutating func add(_ other: JSONObject) { members += other.members }

  public var json: String { "{" + members.joined(separator: ",") + "}" }
}

extension JSONValue where Self: FieldValue {
  public var json: String { fieldValue.json }
}

extension UInt64: JSONValue {}
extension Int: JSONValue {}
extension Bool: JSONValue {}
extension String: JSONValue {}
extension NodeID: JSONValue {}
extension NodeSet: JSONValue {}
extension Optional: JSONValue where Wrapped: FieldValue {}
extension Array: JSONValue where Element: JSONValue {
  public var json: String { "[" + map(\.json).joined(separator: ",") + "]" }
}

extension Field.Value: JSONValue {
  public var json: String {
    switch self {
    case .number(let value), .duration(let value), .time(let value): "\(value)"
    case .count(let value): "\(value)"
    case .flag(let value): "\(value)"
    case .text(let value): quoted(value)
    case .reason(let reason): quoted(reason.name)
    case .node(let node): "\(node.number)"
    case .nodes(let nodes): "[" + nodes.map { "\($0.number)" }.joined(separator: ",") + "]"
    case .position(let position): "{\"index\":\(position.index),\"term\":\(position.term)}"
    case .numbers(let numbers): "[" + numbers.map { "\($0)" }.joined(separator: ",") + "]"
    case .none: "null"
    }
  }

  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\0"..<" ": result += "\\u00" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
