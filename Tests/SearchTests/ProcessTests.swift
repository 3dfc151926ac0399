import Command
import Consensus
import Foundation
import SimulationHost
import Testing

@testable import Search

/// A small program in place of raftcoin, so that processes die as a test wants it.
struct FakeWorker: ~Copyable {
  let folder: URL
  let command: WorkerCommand

  /// - Parameter body: Lines of a shell script. It gets what a worker gets.
  init(_ body: String) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let script = folder.appendingPathComponent("worker.sh")
    try Data(body.utf8).write(to: script)
    command = WorkerCommand("/bin/sh", [script.path])
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Answers each seed, but dies or reports where the lines say so.
  static func answering(_ special: String) -> String {
    """
    while read seed; do
      case $seed in
      \(special)
      esac
      echo "$seed fine 10 1000000000 - -"
    done
    """
  }
}

@Suite("A search runs its seeds in processes of their own")
struct PoolTests {
  private func search(
    _ special: String, seeds: Range<UInt64> = 1..<60, jobs: Int = 3
  ) throws -> (found: SeedFinding?, seeds: UInt64) {
    let worker = try FakeWorker(FakeWorker.answering(special))
    var pool = SearchPool(seeds: seeds, jobs: jobs, command: worker.command)
    let found = try pool.run()
    return (found, pool.tally.seeds)
  }

  @Test("all seeds run once, whatever the number of processes", arguments: [1, 2, 7, 100])
  func all(jobs: Int) throws {
    let worker = try FakeWorker(
      "while read seed; do echo $seed >> \"$0.seen\"; echo \"$seed fine 1 1 - -\"; done")
    var pool = SearchPool(seeds: 5..<40, jobs: jobs, command: worker.command)
    #expect(try pool.run() == nil)
    #expect(pool.tally.seeds == 35)
    let seen = try String(
      contentsOf: worker.folder.appendingPathComponent("worker.sh.seen"), encoding: .utf8)
    #expect(seen.split(separator: "\n").compactMap { UInt64($0) }.sorted() == Array(5..<40))
  }

  @Test("a seed that kills its process is found, and how it died", arguments: [1, 4])
  func crash(jobs: Int) throws {
    let result = try search("21) kill -TRAP $$ ;;", jobs: jobs)
    #expect(result.found == SeedFinding(seed: 21, finding: .crashed("signal 5 (trap)")))
    #expect(result.seeds >= 21, "all before it have run")
  }

  @Test("of several findings the lowest seed is told, though others were waiting behind a crash")
  func lowest() throws {
    for jobs in [1, 2, 5] {
      let special = "11) sleep 0.2; kill -SEGV $$ ;; 13|14|15) kill -TRAP $$ ;;"
      #expect(
        try search(special, jobs: jobs).found
          == SeedFinding(seed: 11, finding: .crashed("signal 11 (segmentation fault)")), "\(jobs)")
    }
  }

  @Test("a seed before the one that crashed is still run, in a new process, and told if it fails")
  func restarted() throws {
    // Seed 1 is slow; by the time it crashes its process, the seeds behind it have no answer.
    let special = """
      20) kill -TRAP $$ ;;
          19) sleep 0.1; echo "19 violated:log-matching 1 1 - -"; continue ;;
      """
    #expect(
      try search(special, jobs: 2).found
        == SeedFinding(seed: 19, finding: .violated(name: "log-matching", detail: "")))
  }

  @Test("each kind of report is passed on")
  func reports() throws {
    let kinds: [(String, Finding)] = [
      ("stuck", .stuck(nil, saw: "")), ("flooded", .flooded("")),
      ("violated:no-nonce-twice", .violated(name: "no-nonce-twice", detail: "")),
    ]
    for (word, finding) in kinds {
      let found = try search("9) echo \"9 \(word) 1 1 - -\"; continue ;;").found
      #expect(found == SeedFinding(seed: 9, finding: finding))
    }
  }

  @Test("what is no report of a seed that was given is passed over")
  func noise() throws {
    let result = try search("7) echo hello; echo \"99999 stuck 1 1 - -\" ;;")
    #expect(result.found == nil && result.seeds == 59)
  }

  @Test("a program that ends at once is a crash of the first seed; one that is not there is an error")
  func noWorker() throws {
    let worker = try FakeWorker("exit 3")
    var pool = SearchPool(seeds: 1..<9, jobs: 2, command: worker.command)
    #expect(try pool.run() == SeedFinding(seed: 1, finding: .crashed("exit status 3")))
    let nowhere = WorkerCommand(worker.folder.path + "/nothing")
    var other = SearchPool(seeds: 1..<9, jobs: 2, command: nowhere)
    let problem = #expect(throws: SystemProblem.self) { try other.run() }
    #expect(problem?.description == "No such file or directory")
  }

  @Test("a process gets the three standard files, its words and this program's environment, and no more")
  func surroundings() throws {
    let pipe = try Search.Pipe()
    let script = """
      for end in \(pipe.reading) \(pipe.writing); do test -e /dev/fd/$end && echo "it has $end"; done
      test /dev/fd/0 -ef /dev/null && echo "$1, $SWIFT_BACKTRACE, ${#PATH}"
      """
    let ending = try WorkerCommand("/bin/sh", ["-c", script, "sh"]).run(["two words"])
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    #expect(ending.output == "two words, enable=no, \(path.utf8.count)\n")
    #expect(ending.death == nil)
    withExtendedLifetime(pipe) {}
  }

  @Test("more than a pipe holds, on both of its outputs, and its last words")
  func much() throws {
    let script = """
      echo 'Fatal error: full' >&2; head -c 300000 /dev/zero >&2
      head -c 300000 /dev/zero; exit 7
      """
    let ending = try WorkerCommand("/bin/sh", ["-c", script]).run()
    #expect(ending.output.utf8.count == 300_000)
    #expect(ending.death == "exit status 7: Fatal error: full")
  }

  @Test("who takes a process's words may stop it in the middle of its work, and it is gone then")
  func stopped() throws {
    let worker = try WorkerProcess(WorkerCommand("/bin/sh", ["-c", "echo $$; exec sleep 600"]))
    let id = try #require(worker.read().first.flatMap { Int32($0) })
    worker.stop()
    #expect(kill(id, 0) == -1 && errno == ESRCH)
    #expect(worker.death() == "signal 15")
  }

  @Test("limits of a process: a share of the memory, and time for each seed")
  func limits() {
    let gibibyte: UInt64 = 1 << 30
    #expect(WorkerLimits.memory(jobs: 2, of: 8 * gibibyte) == 3 * gibibyte)
    #expect(WorkerLimits.memory(jobs: 1, of: 64 * gibibyte) == 4 * gibibyte)
    #expect(WorkerLimits.memory(jobs: 64, of: 8 * gibibyte) == gibibyte / 2)
    #expect(WorkerLimits(memory: gibibyte, simulated: 8_000_000_000).seconds == 60)
    #expect(WorkerLimits(memory: gibibyte, simulated: 3_600_000_000_000).seconds == 420)
  }
}

@Suite("A crash is shrunk in processes that may die of it")
struct CrashTests {
  /// Dies of a scenario in which node 2 is killed once entries may be lost.
  private static let oracle = """
    case "$*" in
    *--tell*)
      printf 'raftcoin 1\\nseed 7\\nnodes 5\\nat 0s load 10\\nat 500ms timeout n1\\nat 1s kill n1,n2\\n'
      printf 'at 1500ms loss 20%%\\nat 2s restart n1\\nat 2s cut 1>2\\nat 2s par'
      echo 'worker: Fatal error: index out of range' >&2
      kill -TRAP $$ ;;
    *--trial*)
      for word in "$@"; do case $word in *.raftcoin) file=$word ;; esac; done
      echo "ran 1200000000 900"
      if grep -q 'kill n.*n2\\|kill n2' "$file" && grep -q loss "$file"; then
        echo 'worker: Fatal error: index out of range' >&2
        kill -TRAP $$
      fi
      grep -q 'cut' "$file" && kill -SEGV $$
      exit 0 ;;
    esac
    """

  @Test("what was told is read, but for the line that was torn; the words of the dying are kept")
  func told() throws {
    let worker = try FakeWorker(Self.oracle)
    let (scenario, death) = try #require(try CrashRun(worker.command).tell(seed: 7))
    #expect(death == "signal 5 (trap): worker: Fatal error: index out of range")
    #expect(scenario.steps.count == 6)
    #expect(scenario.steps.last?.verb == .cut(Link(from: NodeID(1), to: NodeID(2))))
  }

  @Test("it is shrunk to what it dies of, and not to another death")
  func shrunk() throws {
    let worker = try FakeWorker(Self.oracle)
    let crash = CrashRun(worker.command, folder: worker.folder)
    let (scenario, death) = try #require(try crash.tell(seed: 7))
    let result = crash.shrink(scenario, death: death)
    #expect(result.finding == .crashed(death))
    #expect(result.finding.exitStatus == 4)
    let verbs = result.scenario.steps.compactMap { $0.verb?.description }
    #expect(verbs.contains { $0.hasPrefix("kill") } && verbs.contains("loss 20%"))
    #expect(result.after == 2 && verbs.count == 2, "\(verbs)")
    #expect(result.scenario.header.nodes == 3)
    // Saved, it says what crashed, can be read, and dies in the same way.
    let text = Story.tell(result.scenario, result.finding, at: result.time).text
    #expect(text.contains("note The program crashes: \(death)."))
    let read = try ScenarioParser.parse(text: text, file: "found").get()
    #expect(crash.trial(read, until: result.time).finding == .crashed(death))
    let left = try FileManager.default.contentsOfDirectory(atPath: worker.folder.path)
    #expect(left == ["worker.sh"], "no candidate is left behind")
  }

  @Test("a seed that does not die again is not shrunk")
  func once() throws {
    let worker = try FakeWorker("echo 'raftcoin 1'; exit 0")
    #expect(try CrashRun(worker.command).tell(seed: 7) == nil)
  }

  @Test("a scenario that cannot be run at all is no crash")
  func noProgram() throws {
    let worker = try FakeWorker("")
    let nowhere = WorkerCommand(worker.folder.path + "/nothing")
    let scenario = try ScenarioParser.parse(text: "raftcoin 1\nseed 1\n", file: "test").get()
    #expect(CrashRun(nowhere).trial(scenario, until: 5).finding == nil)
  }
}

@Suite("A flood of messages ends a run")
struct FloodTests {
  @Test("by the number of events in a short time, not in all")
  func gauge() {
    var gauge = FloodGauge()
    for step in 1...50 as ClosedRange<UInt64> {
      gauge.note(now: step * FloodGauge.span, events: step * (FloodGauge.most - 1))
      #expect(gauge.flood == nil)
    }
    gauge.note(now: 50 * FloodGauge.span + 3, events: gauge.limit)
    #expect(gauge.flood == .flooded("100000 events within 100 ms, from 5000 ms on"))
    #expect(gauge.flood?.exitStatus == 3)
  }

  @Test("a scenario of it is judged before memory is gone")
  func trial() throws {
    // Not even a legal one: each second a thousand transfers are asked for, and everything is doubled.
    let text =
      "raftcoin 1\nseed 1\nnodes 9\nat 0s duplicate 100%\n"
      + (0..<400).map { _ in "at 0s load 1000000\n" }.joined() + "at 60s\n"
    let scenario = try ScenarioParser.parse(text: text, file: "test").get()
    let trial = Trial(scenario, limit: 60_000_000_000)
    #expect(trial.finding?.isSame(as: .flooded("")) == true)
    #expect(trial.time < 2_000_000_000 && trial.events <= 3 * FloodGauge.most)
    let story = Story.tell(scenario, trial.finding ?? .stuck(nil, saw: ""), at: trial.time)
    #expect(story.text.contains("Messages multiply without end"))
  }
}
