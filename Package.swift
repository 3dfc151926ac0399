// swift-tools-version: 6.1
import PackageDescription

// The rooms of the house, from the ground up. What a room may import is what it lists here;
// `Sources/README.md` says what lives in each.
let package = Package(
  name: "raftcoin",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "raftcoin", targets: ["raftcoin"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
  ],
  targets: [
    .target(name: "Consensus"),
    .target(
      name: "Ledger",
      dependencies: [
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "OrderedCollections", package: "swift-collections"),
      ]),
    .target(name: "Raft", dependencies: ["Consensus"]),
    .target(name: "Paxos", dependencies: ["Consensus"]),
    .target(name: "Synod", dependencies: ["Consensus"]),
    .target(name: "Session", dependencies: ["Consensus", "Ledger"]),
    .target(name: "Linearizability"),
    .target(
      name: "Simulation",
      dependencies: [
        "Consensus", "Ledger", "Raft", "Paxos", "Synod", "Session", "Command", "Host", "Linearizability",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HeapModule", package: "swift-collections"),
      ]),
    // The texts of Assets/Words, a folder for each language, and who finds and fills them.
    .target(name: "Words", plugins: ["EmbedTexts"]),
    .plugin(
      name: "EmbedTexts", capability: .buildTool(), dependencies: ["embed-texts"], path: "Sources/EmbedTexts"),
    .executableTarget(name: "embed-texts"),
    .target(name: "Command", dependencies: ["Consensus", "Ledger", "Canvas", "Words"]),
    .target(name: "Host", dependencies: ["Consensus", "Command", "Words"]),
    .target(
      name: "SimulationHost",
      dependencies: [
        "Host", "Command", "Simulation", "Consensus", "Posix", "Words", "CZlib",
      ],
      resources: [.embedInCode("share-dictionary.txt")]),
    // The C library, whichever it is called here.
    .target(name: "Posix"),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "Search",
      dependencies: [
        "Simulation", "SimulationHost", "Host", "Command", "Linearizability", "Consensus", "Posix", "Raft",
        "Paxos", "Explanation", "Words",
      ]),
    .target(name: "Canvas"),
    .target(name: "Joining", dependencies: ["Canvas"]),
    .target(name: "Lessons", dependencies: ["Host", "Command", "Consensus", "Words"]),
    .target(name: "Explanation", dependencies: ["Host", "Command", "Consensus", "Words"]),
    .target(name: "Predictions", dependencies: ["Host", "Command", "Consensus", "Words"]),
    .target(
      name: "Panels", dependencies: ["Explanation", "Host", "Command", "Consensus", "Canvas", "Words"]),
    .target(
      name: "Console",
      dependencies: [
        "Panels", "Explanation", "Lessons", "Predictions", "Host", "Command", "Consensus", "Canvas",
        "Joining", "Words",
      ]),
    .systemLibrary(name: "CNcurses", providers: [.apt(["libncurses-dev"])]),
    .target(name: "CTerminal"),
    .target(name: "Terminal", dependencies: ["Canvas", "CNcurses", "CTerminal", "Posix"]),
    .target(
      name: "Assets", dependencies: ["Words"], path: "Assets", exclude: ["Words", "README.md"],
      resources: [
        .embedInCode("Scenarios"), .embedInCode("Lessons"), .embedInCode("Challenges"), .embedInCode("Quiz"),
        .embedInCode("Papers"),
      ]),
    .target(
      name: "Experiments",
      dependencies: [
        "Raft", "Consensus", "Command", "Canvas", "Posix",
        .product(name: "HeapModule", package: "swift-collections"),
      ]),
    .target(
      name: "Bench",
      dependencies: [
        "Simulation", "Raft", "Paxos", "Ledger", "Consensus", "Command", "Host", "Posix",
        .product(name: "Histogram", package: "hdrhistogram-swift"),
      ]),
    .executableTarget(
      name: "raftcoin",
      dependencies: [
        "Assets", "Bench", "Canvas", "Command", "Console", "Consensus", "Experiments", "Explanation", "Host",
        "Joining", "Lessons", "Linearizability", "Panels", "Paxos", "Posix", "Predictions", "Raft", "Search",
        "Simulation", "SimulationHost", "Terminal", "Words",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .testTarget(name: "LedgerTests", dependencies: ["Ledger"]),
    .testTarget(name: "SessionTests", dependencies: ["Session", "Ledger", "Consensus", "Linearizability"]),
    .testTarget(name: "LinearizabilityTests", dependencies: ["Linearizability"]),
    .testTarget(
      name: "SearchTests",
      dependencies: [
        "Search", "Simulation", "SimulationHost", "Command", "Consensus", "Raft", "Assets", "Words",
      ]),
    .testTarget(
      name: "RaftTests", dependencies: ["Raft", "Consensus"], exclude: ["Conformance/Scripts"]),
    .testTarget(name: "PaxosTests", dependencies: ["Paxos", "Consensus"]),
    .testTarget(
      name: "SynodTests", dependencies: ["Synod", "Consensus", "Simulation", "SimulationHost", "Command"]),
    .testTarget(
      name: "SimulationTests",
      dependencies: ["Simulation", "Raft", "Ledger", "Command", "Host", "Consensus"]),
    .testTarget(name: "CommandTests", dependencies: ["Command", "Consensus", "Ledger", "Words"]),
    .testTarget(name: "CanvasTests", dependencies: ["Canvas"]),
    .testTarget(name: "JoiningTests", dependencies: ["Joining", "Canvas"]),
    .testTarget(
      name: "ConsoleTests",
      dependencies: [
        "Console", "Panels", "Explanation", "Lessons", "Host", "Command", "Consensus", "Raft", "Paxos",
        "Synod", "Simulation", "SimulationHost", "Canvas", "Joining", "Words", "Assets", "Predictions",
      ],
      exclude: ["Panels/Golden", "Lines"]),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "raftcoin", "Simulation", "SimulationHost", "Command", "Console", "Joining", "Canvas", "Lessons",
        "Posix",
      ]),
    .testTarget(
      name: "PredictionsTests",
      dependencies: ["Predictions", "SimulationHost", "Host", "Command", "Consensus", "Words", "Canvas"]),
    .testTarget(
      name: "LessonsTests",
      dependencies: [
        "Lessons", "Assets", "Command", "Consensus", "Host", "Panels", "SimulationHost", "Words",
      ]),
    .testTarget(name: "BenchTests", dependencies: ["Bench", "Command"]),
    .testTarget(name: "ExperimentsTests", dependencies: ["Experiments", "Consensus", "Assets"]),
    .executableTarget(
      name: "terminal-demo", dependencies: ["Terminal", "Canvas"], path: "Tests/TerminalTests/Demo"),
    .testTarget(
      name: "TerminalTests", dependencies: ["Terminal", "Canvas", "CTerminal", "terminal-demo"],
      exclude: ["Demo"]),
    .testTarget(
      name: "SimulationHostTests",
      dependencies: [
        "SimulationHost", "Simulation", "Host", "Command", "Consensus", "Raft", "Linearizability",
        "Assets",
      ],
      exclude: ["Transcripts"]),
  ],
  swiftLanguageModes: [.v6]
)
