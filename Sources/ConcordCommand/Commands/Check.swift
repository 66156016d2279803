import Config
import Diagnostics
import Experiment
import Report

/// Reports every mistake of some specs.
struct Check: Command {
    static let table = CommandTable(
        "check", "Report every mistake in a spec, with its place, the reason and the fix. Nothing is run.",
        details: """
            Exit code 0 means that 'concord run' would start, 2 that it would not. Warnings do not stop it: among them a cell that takes \
            more memory than there is, and a study that takes more than a day on one thread: by the logs of such cells, where some \
            have run, else by a model of its plans, since nothing is tried ('concord plan' and 'concord cells' do).
            """,
        examples: ["check study.yaml", "check experiments/*/*.yaml", "check study.yaml --json"],
        operands: [.init("SPEC", .spec, "An experiment's YAML file.", repeats: true)],
        options: [
            .value(
                "store", "DIR", .directory,
                "Where cells that have run tell how long such cells take; checkpoints unless told."),
            .json,
        ])

    private let specs: [String]
    private let store: String
    private let isJSON: Bool

    init(_ arguments: ParsedArguments) {
        specs = arguments.operands("SPEC")
        store = arguments.value("store") ?? "checkpoints"
        isJSON = arguments.flag("json")
    }

    func run(_ console: Console) throws -> ExitCode {
        var all = Findings()
        for spec in specs {
            var findings = Findings()
            let study = Study.compile(spec, in: console.program.language, into: &findings)
            if let study {
                findings.add(study.remarks)
                findings.add(study.idleFindings)
                findings.add(UnusedAnchors.findings(in: study.source))
                findings.add(MemoryWords.findings(study))
                findings.add(try study.lengthFindings(in: store) { NumberText.duration(seconds: $0) })
            }
            all.add(findings)
            guard !isJSON else { continue }
            if !findings.isEmpty { console.print(findings) }
            if let study {
                console.say("\(VisibleText.line(study.source.name)): \(StudyWords.cells(of: study)); it can run\n")
            }
        }
        if isJSON { console.print(all.json + "\n") }
        return all.hasErrors ? .mistakes : .done
    }
}

/// Phrases about a study that several commands use.
enum StudyWords {
    /// `20 cells: nofed, d5, d10, d20 × 5 seeds`.
    static func cells(of study: Study) -> String {
        let shown = study.arms.prefix(8).joined(separator: ", ") + (study.arms.count > 8 ? ", …" : "")
        let arms = study.arms.count > 8 ? "\(shown) (\(study.arms.count) arms)" : shown
        return "\(count(study.cells.count, "cell")): \(arms) × \(count(study.seeds.count, "seed"))"
    }

    /// `1 cell`, `20 cells`.
    static func count(_ number: Int, _ noun: String) -> String { Counted.words(number, noun) }
}
