import Command
import Consensus
import Host
import Session

/// What travels between clients and nodes.
extension World {
  mutating func call(_ content: Call.Content, of client: Int, on link: Link) {
    let fate = group.network.fate(from: link.from.number, to: link.to.number, now: now)
    fate.forEachArrival { arrives, isLost in
      let call = Call(
        client: client, content: content, link: link, isLost: isLost, cause: recorder.current)
      queue.push(call.event, at: arrives, index: group.calls.insert(call))
    }
  }

  /// - Returns: whether it was an event. What is held stays in its slot; a request that a stalled node will read late
  ///   waits there.
  mutating func callArrives(_ slot: Int) -> Bool {
    if !group.network.holds.isEmpty, let link = group.calls.values[slot]?.link,
      group.network.holds.contains(link)
    {
      group.heldCalls.append(slot)
      return false
    }
    guard let call = group.calls.take(slot) else { return false }
    let isLost = call.isLost || group.network.cuts.contains(call.link)
    let (client, cause) = (call.client, call.cause)
    // Last, so that the content is moved on and not copied.
    switch call.content {
    case .answer(let answer): hear(answer, client, isLost: isLost, cause: cause)
    case .request(let request):
      let hearing = group.nodes[request.to.number - 1].hearing()
      if hearing == .later, !isLost {
        group.nodes[request.to.number - 1].keep(.request(request, client: client, cause: cause))
        return false
      }
      read(request, of: client, isLost: isLost || hearing != .now, cause: cause)
    }
    return true
  }

  /// What was held on this link, or on any, arrives now, in the order in which it would have.
  mutating func releaseCalls(_ link: Link?) {
    let held = group.heldCalls
    group.heldCalls.removeAll()
    for slot in held {
      guard let call = group.calls.values[slot] else { continue }
      if link == nil || call.link == link {
        queue.push(call.event, at: now, index: slot)
      } else {
        group.heldCalls.append(slot)
      }
    }
  }
}
