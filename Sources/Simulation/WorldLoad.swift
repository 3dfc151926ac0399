import Consensus
import Host

/// Demo load: operations that nobody typed.
extension World {
  /// Wallets that demo load may use, the treasury's excluded.
  static var loadClients: Int { 8 }

  mutating func setLoad(milliRate: UInt64?) {
    load.milliRate = milliRate
    load.serial += 1
    scheduleLoad()
  }

  private mutating func scheduleLoad() {
    guard let rate = load.milliRate, rate > 0 else { return }
    // Anything from nothing to twice the mean gap: uneven, and on the average the rate asked for.
    let gap = load.stream.draw(0, 2_000_000_000_000 / rate)
    queue.push(.load, at: now + gap, index: 0, stamp: load.serial)
  }

  /// One demo operation is due: three transfers to one read. All draws are made whether or not a wallet is
  /// free.
  mutating func loadTick(serial: UInt64) -> Bool {
    guard serial == load.serial, load.milliRate != nil else { return false }
    begin(.load, load.operations, 0)
    let who = load.stream.next()
    let whom = load.stream.next()
    let amount = load.stream.draw(1, 10)
    let accounts = genesis.names.count - 1
    var free: [Int] = []
    for client in 1..<max(1, min(accounts, Self.loadClients) + 1) where clients[client].isFree() {
      free.append(client)
    }
    record(.internalStep, node: nil, cause: 0)
    if !free.isEmpty {
      let client = free[Int(who % UInt64(free.count))]
      load.operations += 1
      if load.operations % 4 == 0 {
        enqueue(.balances, client: client, own: false)
      } else {
        // Any account of another, or the treasury's where there is none.
        let other = accounts < 2 ? 0 : 1 + Int(whom % UInt64(accounts - 1))
        let to = other < client ? other : other + 1
        enqueue(
          .transfer(from: clients[client].session.name, to: clients[to].session.name, amount: amount),
          client: client,
          own: false)
      }
    }
    scheduleLoad()
    return true
  }
}
