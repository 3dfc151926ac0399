/// Takes away as much of a list as possible, in halving groups (Zeller and Hildebrandt, *Simplifying and Isolating
/// Failure-Inducing Input*, 2002).
/// - Parameters:
///   - goesOn: Whether another try is worth it.
///   - suffices: Whether a shorter list still shows what the whole one does; asked for each try.
public func lettingGo<Element>(
  of list: [Element], while goesOn: () -> Bool, suffices: ([Element]) -> Bool
) -> [Element] {
  var list = list
  var size = max(1, list.count / 2)
  while goesOn() {
    var first = 0
    var isSmaller = false
    while first < list.count, goesOn() {
      var fewer = list
      fewer.removeSubrange(first..<min(first + size, list.count))
      if suffices(fewer) {
        list = fewer
        isSmaller = true
      } else {
        first += size
      }
    }
    if size == 1, !isSmaller { break }
    size = max(1, size / 2)
  }
  return list
}
