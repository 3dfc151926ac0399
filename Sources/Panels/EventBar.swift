import Canvas
import Consensus
import Explanation
import Host

extension Painter {
  /// What the bar shows: the run that leads to the playhead, and the branches that grew from it.
  private struct Track {
    var end: Nanoseconds
    var landmarks: [Landmark]
    /// Branches beside this run, and where on it they grew.
    var branches: [(id: BranchID, at: Nanoseconds)]
  }

  private var track: Track {
    guard let timeline = model.timeline, let current = timeline.current else {
      return Track(end: snapshot.time, landmarks: snapshot.landmarks, branches: [])
    }
    // A branch that ends sooner than another is drawn shorter: all share one scale. In a lesson what lies further on
    // was only tried.
    let inLesson = (model.lesson?.steps ?? 0) > 0
    let end = (inLesson ? nil : timeline.branches.map(\.end.time).max()) ?? current.end.time
    let path = timeline.path(to: current.id)
    let others = timeline.branches.filter { branch in !path.contains { $0.id == branch.id } }
    // What the current branch left behind is a branch as well.
    let branches =
      others.map { (id: $0.id, at: $0.parted.time) }
      + zip(path, path.dropFirst()).map { (id: $0.id, at: $1.parted.time) }
    return Track(
      end: max(end, snapshot.time), landmarks: timeline.landmarks(along: current.id), branches: branches)
  }

  /// The run from its start to now, its landmarks, the playhead; branches; and what the marks mean.
  mutating func drawBar(_ area: Rect) {
    let track = track
    let own = area.height > 1
    let room = own ? area.width - 2 : area.width * 3 / 8
    let lesson = model.lesson.flatMap { $0.steps > 0 ? $0 : nil }
    let legend = lesson.map(progress) ?? legend(track, room: room)
    let width = own ? area.width - 2 : area.width - 2 - TextWidth.of(legend)
    let bar = Rect(x: 1, y: area.y, width: max(4, width), height: 1)
    drawTrack(track, bar)
    let last = area.bottom - 1
    text(legend, x: own ? 1 : bar.right, y: own ? last : area.y, style: theme.dim)
    if area.height > 2 { drawBranch(track, bar, y: area.y + 1) }
    if own {
      let time = say(.secondsUnit, seconds(track.end))
      textRight(time, right: area.right - 1, y: last, style: theme.dim, width: 20)
    }
  }

  private func legend(_ track: Track, room: Int) -> String {
    var kinds: [Landmark.Kind] = []
    for landmark in track.landmarks where !kinds.contains(landmark.kind) { kinds.append(landmark.kind) }
    var pieces = kinds.map { " \(glyphs.mark(of: $0)) " + say(.landmark($0)) }
    if !track.branches.isEmpty { pieces.insert(" \(glyphs.fork) " + say(.branch), at: 0) }
    var legend = ""
    for piece in pieces where TextWidth.of(legend) + TextWidth.of(piece) <= room { legend += piece }
    return legend
  }

  /// The column of a moment on the track.
  private func column(of time: Nanoseconds, _ track: Track, _ bar: Rect) -> Int {
    bar.x + 1 + share(min(time, track.end), of: track.end, cells: bar.width - 3)
  }

  private mutating func drawTrack(_ track: Track, _ bar: Rect) {
    for x in bar.x..<bar.right { mark(glyphs.single.horizontal, x: x, y: bar.y, style: theme.dim) }
    // What lies beyond the end of this branch is another's.
    if let end = model.timeline?.current?.end.time, end < track.end {
      let first = column(of: end, track, bar) + 1
      for x in first..<max(first, bar.right - 1) {
        mark(glyphs.linkDot, x: x, y: bar.y, style: theme.dim)
      }
    }
    mark(glyphs.barStart, x: bar.x, y: bar.y, style: theme.dim)
    mark(glyphs.barEnd, x: bar.right - 1, y: bar.y, style: theme.dim)
    let cells = bar.width - 2
    for x in 0..<cells {
      let time = UInt128(track.end) * UInt128(x) / UInt128(max(1, cells - 1))
      target(Rect(x: bar.x + 1 + x, y: bar.y, width: 1, height: 1), .time(Nanoseconds(clamping: time)))
    }
    for landmark in track.landmarks where landmark.event != selectedLandmark {
      let x = column(of: landmark.time, track, bar)
      tell(ScreenSign(landmark.kind))
      mark(glyphs.mark(of: landmark.kind), x: x, y: bar.y, style: theme.strong)
      target(Rect(x: x, y: bar.y, width: 1, height: 1), .select(.landmark(event: landmark.event)))
    }
    for branch in track.branches {
      let x = column(of: branch.at, track, bar)
      tell(.branch)
      mark(glyphs.fork, x: x, y: bar.y, style: theme.strong)
      target(Rect(x: x, y: bar.y, width: 1, height: 1), .branch(branch.id))
    }
    tell(.playhead)
    let x = snapshot.time >= track.end ? bar.right - 2 : column(of: snapshot.time, track, bar)
    mark(glyphs.playhead, x: x, y: bar.y, style: isPast ? theme.selected(theme.strong) : theme.strong)
    guard let landmark = track.landmarks.first(where: { $0.event == selectedLandmark }) else { return }
    let start = clamp(column(of: landmark.time, track, bar) - 1, bar.x + 1, bar.right - 4)
    text("[\(glyphs.mark(of: landmark.kind))]", x: start, y: bar.y, style: theme.selected(theme.strong))
    target(Rect(x: start, y: bar.y, width: 3, height: 1), .select(.landmark(event: landmark.event)))
  }

  /// The newest other branch on a row of its own, from where it parted to its end, with its name.
  private mutating func drawBranch(_ track: Track, _ bar: Rect, y: Int) {
    guard let newest = track.branches.max(by: { $0.id < $1.id }),
      let branch = model.timeline?.branch(newest.id)
    else { return }
    let start = column(of: newest.at, track, bar)
    let end = max(start, column(of: branch.end.time, track, bar))
    for x in start...end { mark(glyphs.single.horizontal, x: x, y: y, style: theme.dim) }
    mark(glyphs.barStart, x: start, y: y, style: theme.dim)
    for landmark in branch.landmarks where landmark.time >= newest.at {
      mark(
        glyphs.mark(of: landmark.kind), x: column(of: landmark.time, track, bar), y: y, style: theme.strong)
    }
    let others = track.branches.count > 1 ? "  +\(track.branches.count - 1)" : ""
    let words = " " + branchName(branch) + others
    if end + 1 + TextWidth.of(words) < bar.right {
      text(words, x: end + 1, y: y, style: theme.base)
    } else {
      textRight(words.dropFirst() + " ", right: start, y: y, style: theme.base, width: max(0, start - bar.x))
    }
    target(Rect(x: bar.x, y: y, width: bar.width, height: 1), .branch(newest.id))
  }
}
