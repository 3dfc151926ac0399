/// How many letters must be inserted, removed, replaced or swapped with their neighbour to make one word of
/// the other (Damerau's distance, in its restricted form); nil when that takes more than `limit`.
func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar], limit: Int) -> Int? {
  guard abs(left.count - right.count) <= limit else { return nil }
  var beforeLast: [Int] = []
  var last = Array(0..<(right.count + 1))
  var row = last
  for i in left.indices {
    row[0] = i + 1
    var least = row[0]
    for j in right.indices {
      let isSame = left[i] == right[j]
      var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (isSame ? 0 : 1))
      if !isSame, i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
        cost = min(cost, beforeLast[j - 1] + 1)
      }
      row[j + 1] = cost
      least = min(least, cost)
    }
    if least > limit { return nil }
    beforeLast = last
    last = row
  }
  return last[right.count] <= limit ? last[right.count] : nil
}

/// The candidates that are most like a word, the likest first: the whole of each, or one of its parts between hyphens.
public func nearest(_ count: Int, to word: String, in candidates: [String]) -> [String] {
  let letters = Array(word.lowercased().unicodeScalars.prefix(96))
  func distance(_ other: some StringProtocol) -> Int {
    let other = Array(other.lowercased().unicodeScalars)
    return editDistance(letters, other, limit: max(letters.count, other.count)) ?? .max
  }
  let rated = candidates.enumerated().map { place, candidate in
    let parts = candidate.split(separator: "-").map { distance($0) + 1 }
    return (distance: min(distance(candidate), parts.min() ?? .max), place: place, candidate: candidate)
  }
  return rated.sorted { ($0.distance, $0.place) < ($1.distance, $1.place) }.prefix(count).map(\.candidate)
}

/// The candidate that a misspelt word most likely meant: one that it differs from only in case, else the
/// nearest within a third of its letters, else one that it begins. The earlier wins a tie; nil when none is
/// near.
func nearest(to word: String, in candidates: [String]) -> String? {
  guard word.utf8.count <= 96, !word.isEmpty else { return nil }
  let lowered = word.lowercased()
  let letters = Array(lowered.unicodeScalars)
  var best: (candidate: String, distance: Int)?
  var begun: String?
  for candidate in candidates where candidate != word {
    let other = candidate.lowercased()
    if other == lowered { return candidate }
    if begun == nil, letters.count >= 2, other.hasPrefix(lowered) { begun = candidate }
    let otherLetters = Array(other.unicodeScalars)
    let limit = max(1, min(letters.count, otherLetters.count) / 3)
    guard let distance = editDistance(letters, otherLetters, limit: limit) else { continue }
    if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
  }
  return best?.candidate ?? begun
}
