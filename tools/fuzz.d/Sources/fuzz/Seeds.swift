import Archive
import Config
import Determinism
import Diagnostics
import Experiment

/// The first corpus of each door, made from specs.
struct Seeds {
    /// Paths of specs, valid and invalid ones.
    let specs: [String]
    /// Where the corpus is put, one file each.
    let directory: String

    private let files = LocalFileSystem()

    init(specs: [String], directory: String) {
        self.specs = specs
        self.directory = directory
    }

    func write(for door: Door) throws {
        switch door {
        case .spec: for spec in specs { try add(files.read(spec, as: .input)) }
        case .plan: for plan in plans { try add(Array(plan.canonical.json.utf8)) }
        case .checkpoint: try forEachCheckpoint { try add(files.read($0.path, as: .archive)) }
        case .foreign:
            try forEachCheckpoint { file in
                let answer = ForeignAnswer(.success(.group(try file.read().tree)))
                try add(ForeignAnswer.content(of: answer.bytes) ?? [])
            }
            let error = ArchiveError("weights.h5", "read", .library(["H5Fopen: unable to open file"]))
            try add(ForeignAnswer.content(of: ForeignAnswer(.failure(error)).bytes) ?? [])
        }
    }

    /// The first cell of every arm of every spec that compiles.
    private var plans: [CellPlan] {
        specs.flatMap { path in
            var findings = Findings()
            guard let study = Study.compile(path, in: .standard, into: &findings) else { return [CellPlan]() }
            return study.arms.compactMap { arm in study.cells.first { $0.arm == arm }.map { study.plan(of: $0) } }
        }
    }

    /// The checkpoints of a run of two small agents.
    private func forEachCheckpoint(_ body: (ArchiveFile) throws -> Void) throws {
        var findings = Findings()
        let source = SourceFile(name: "small.yaml", text: Self.small)
        guard let study = Study.compile(source, beside: "", in: .standard, into: &findings) else {
            preconditionFailure(DiagnosticRenderer().render(findings))
        }
        let store = directory + ".run"
        let runner = StudyRunner(
            study.cells.map { study.plan(of: $0) }, spec: Self.small, store: store, jobs: 1, startsOver: true)
        _ = try runner.run { _, _ in }
        for run in try RunDirectory.find(below: store, in: .standard) {
            for round in try run.rounds() { try body(run.checkpoint(round: round)) }
        }
    }

    /// Named by content, so that equal seeds are one.
    private func add(_ bytes: [UInt8]) throws {
        try files.replace("\(directory)/\(Fingerprint(of: bytes).hexadecimal.prefix(40))", with: bytes)
    }

    /// Words of the language in libFuzzer's form, one quoted string a line.
    static func dictionary() -> String {
        let vocabulary = Vocabulary(Language.standard.spec)
        let kinds = vocabulary.choices.flatMap { $0.components.map(\.kind) }
        let words = Set(kinds + vocabulary.fields.map(\.field.key)).sorted()
        let marks = [
            "{", "}", "[", "]", ": ", "- ", ", ", "&a ", "*a", "<<: ", "? ", "| ", "> ", "--- ", "... ", "# ", "~",
            "1e999",
            "-1", "0", "9223372036854775807", "uniform", "relative", "spread", "values", "same_as", "default", "rounds",
        ]
        return (words + marks).map { "\"\($0)\"" }.joined(separator: "\n")
    }

    private static let small = """
        concord: 1
        name: small
        seeds: [1]
        round: {episodes: 1}
        rounds: 2
        environment: {cartpole: {maximum_steps: 20}}
        learner: reinforce
        optimizer: {adam: {learning_rate: 1e-2}}
        agents:
          - {name: a, network: {hidden: [4]}}
          - {name: b, network: {hidden: [4]}}
        arms: {nofed: {federation: []}, mean: {federation: [{parameter_average: {every: {rounds: 1}}}]}}
        checkpoint: {every: {rounds: 1}, keep: 2}
        measure: [training_return]

        """
}
