import Command
import Consensus
import Host

/// A client's request or a node's answer that a held link keeps back.
struct HeldCall: Sendable {
  let kind: EventKind
  let slot: Int
  let link: Link
}

/// The links between the clients and the nodes. What they carry has no number and is no message between members,
/// but links are cut, held and turned alike. The dials and the cuts of the moment of sending are in
/// `Network.fate`.
extension World {
  /// Whether a request that would arrive now does. One that is held stays where it is, in its slot; one that a
  /// stalled node will read late waits there.
  mutating func isLetThrough(_ request: Request, in slot: Int) -> Bool {
    let link = Link(from: .clients, to: .node(request.content.to))
    if group.network.isHeld(link) {
      group.requests.putBack(request, in: slot)
      group.heldCalls.append(HeldCall(kind: .request, slot: slot, link: link))
      return false
    }
    guard group.nodes[request.content.to.number - 1].hearing() == .later, !request.isLost,
      !group.network.isCut(link)
    else {
      return true
    }
    group.nodes[request.content.to.number - 1].keep(.request(request))
    return false
  }

  /// The same for an answer.
  mutating func isLetThrough(_ response: Response, in slot: Int) -> Bool {
    let link = Link(from: .node(response.answer.from), to: .clients)
    guard group.network.isHeld(link) else { return true }
    group.responses.putBack(response, in: slot)
    group.heldCalls.append(HeldCall(kind: .response, slot: slot, link: link))
    return false
  }

  /// What was held on this link, or on any, arrives now, in the order in which it would have.
  mutating func releaseCalls(_ link: Link?) {
    for call in group.heldCalls where link == nil || link == call.link {
      queue.push(call.kind, at: now, index: call.slot)
    }
    group.heldCalls.removeAll { link == nil || link == $0.link }
  }
}
