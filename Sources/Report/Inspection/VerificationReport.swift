public import Determinism
internal import Diagnostics
public import Experiment

/// What verifications found, for people and programs.
public struct VerificationReport: Sendable {
    /// One cell asked for.
    private enum Entry {
        case verified(Verifier.Result)
        /// What could not be read, and why.
        case unread(arm: String, seed: Int, reason: String)
        /// What is not of the spec that was named: where, and in what it differs.
        case stranger(arm: String, seed: Int, lines: [String])
    }

    private var entries: [Entry] = []
    private var results: [Verifier.Result] {
        entries.compactMap { if case .verified(let result) = $0 { result } else { nil } }
    }

    /// Nothing verified yet.
    public init() {}

    /// Adds one cell's result.
    public mutating func add(_ result: Verifier.Result) { entries.append(.verified(result)) }

    /// Adds a cell that could not be rerun or compared.
    ///
    /// - Parameter reason: what could not be read, naming the file.
    public mutating func add(unread arm: String, seed: Int, _ reason: String) {
        entries.append(.unread(arm: arm, seed: seed, reason: reason))
    }

    /// Adds a cell whose directory holds another run than that of the spec which was named: it is not rerun.
    ///
    /// - Parameter lines: which directory, and in what it differs.
    public mutating func add(stranger arm: String, seed: Int, _ lines: [String]) {
        entries.append(.stranger(arm: arm, seed: seed, lines: lines))
    }

    /// The verdict on a cell that could not be read.
    public static let unread = "NOT READ"

    /// The verdict on a cell whose directory holds another run than the spec's.
    public static let stranger = "ANOTHER PLAN"

    /// Whether any cell could not be read.
    public var lackedFiles: Bool { unread > 0 }

    private var unread: Int { entries.count { if case .unread = $0 { true } else { false } } }
    private var strangers: Int { entries.count { if case .stranger = $0 { true } else { false } } }

    /// The plans of the cells that were rerun, in the order in which they were added.
    public var plans: [CellPlan] { results.map(\.plan) }

    /// Whether any cell differs, from its record or from the spec that was named.
    public var foundDifference: Bool {
        strangers > 0 || results.contains { if case .differs = $0.verdict { true } else { false } }
    }

    /// Whether a verification was asked to stop before its end.
    public var wasStopped: Bool {
        results.contains { if case .stopped = $0.verdict { true } else { false } }
    }

    /// Whether any cell had nothing on disk to compare.
    public var lackedEvidence: Bool {
        results.contains { if case .nothing = $0.verdict { true } else { false } }
    }

    /// One paragraph per cell, and the verdict on all of them.
    public var text: String {
        var text = entries.map { Self.paragraph($0) }.joined()
        let matches = results.count { if case .match = $0.verdict { true } else { false } }
        if entries.count > 1 {
            text += "\(matches) of \(entries.count) cells match"
            if strangers > 0 { text += ", \(strangers) of another plan" }
            text += unread > 0 ? ", \(unread) could not be read\n" : "\n"
        }
        return text
    }

    /// The cells' verdicts, each in a word or two, in the order in which they were added.
    public var words: [String] {
        entries.map { entry in
            switch entry {
            case .verified(let result): Self.word(result)
            case .unread: Self.unread
            case .stranger: Self.stranger
            }
        }
    }

    /// The verdict in one word.
    public static func word(_ result: Verifier.Result) -> String {
        switch result.verdict {
        case .match: "MATCH"
        case .differs: "DIFFERS"
        case .nothing: "NOTHING TO COMPARE"
        case .stopped: "STOPPED"
        }
    }

    private static func paragraph(_ entry: Entry) -> String {
        switch entry {
        case .verified(let result): paragraph(result)
        case .unread(let arm, let seed, let reason):
            "\(unread)  \(VisibleText.line("\(arm) seed \(seed)"))\n  \(VisibleText.line(reason))\n"
        case .stranger(let arm, let seed, let lines):
            "\(stranger)  \(VisibleText.line("\(arm) seed \(seed)"))\n"
                + lines.map { "  \(VisibleText.line($0))\n" }.joined()
        }
    }

    private static func paragraph(_ result: Verifier.Result) -> String {
        var text = "\(word(result))  \(VisibleText.line(result.plan.title))\n"
        if case .differs(let divergence) = result.verdict {
            text += divergence.round == 0 ? "  first difference" : "  first difference: round \(divergence.round)"
            if let agent = divergence.agent { text += ", agent \(VisibleText.line(agent))" }
            if let fault = divergence.fault.map(VisibleText.line) {
                text += fault.hasPrefix("which ") ? ", \(fault)" : ": \(fault)"
            } else if let member = divergence.member {
                text += ", in the record's '\(VisibleText.line(member))'"
            }
            text += "\n"
            for difference in divergence.values {
                text += "  rerun ≠ record: \(VisibleText.line(difference.words))\n"
            }
            if let checkpoint = divergence.checkpoint {
                text += "  checkpoint of round \(checkpoint.round), rerun ≠ kept: \(checkpoint.difference.words)\n"
            } else if let round = result.coverage.checkpoints.last, round >= divergence.round {
                text += "  the checkpoint of round \(round) agrees: what differs is the record, not the state\n"
            }
        }
        let coverage = result.coverage
        text += "  rerun: \(coverage.rounds) rounds; compared: \(coverage.rows) rows of the record, "
        text += "\(coverage.traced) of them with a trace of every agent, and "
        let checkpoints = coverage.checkpoints.map(String.init).joined(separator: ", ")
        let noun = coverage.checkpoints.count == 1 ? "checkpoint of round" : "checkpoints of rounds"
        text += checkpoints.isEmpty ? "no checkpoint\n" : "the \(noun) \(checkpoints)\n"
        return text + coverage.omissions.map { "  not compared: \(VisibleText.line($0))\n" }.joined()
    }

    /// One object per cell.
    public var json: CanonicalValue {
        .list(
            entries.map { entry in
                let result: Verifier.Result
                switch entry {
                case .verified(let found): result = found
                case .unread(let arm, let seed, let reason):
                    return .object(sorting: [
                        ("arm", .text(arm)), ("seed", .integer(seed)), ("verdict", .text("unread")),
                        ("reason", .text(reason)),
                    ])
                case .stranger(let arm, let seed, let lines):
                    return .object(sorting: [
                        ("arm", .text(arm)), ("seed", .integer(seed)), ("verdict", .text("another plan")),
                        ("reason", .list(lines.map(CanonicalValue.text))),
                    ])
                }
                var members: [(String, CanonicalValue)] = [
                    ("arm", .text(result.plan.arm)), ("seed", .integer(Int(result.plan.seed))),
                    ("rounds", .integer(result.coverage.rounds)), ("rows", .integer(result.coverage.rows)),
                    ("traced_rows", .integer(result.coverage.traced)),
                    ("checkpoints", .list(result.coverage.checkpoints.map(CanonicalValue.integer))),
                ]
                if !result.coverage.omissions.isEmpty {
                    members.append(("not_compared", .list(result.coverage.omissions.map(CanonicalValue.text))))
                }
                switch result.verdict {
                case .match: members.append(("verdict", .text("match")))
                case .nothing: members.append(("verdict", .text("nothing")))
                case .stopped: members.append(("verdict", .text("stopped")))
                case .differs(let divergence):
                    members.append(("verdict", .text("differs")))
                    members += divergence.json.members.map { ($0.key, $0.value) }
                }
                return .object(sorting: members)
            })
    }

}

extension Verifier.Divergence {
    /// The divergence as data: round, agent, member of the row; the checkpoint and the difference in it, rerun first.
    var json: CanonicalValue {
        .object(sorting: [
            ("first_round", .integer(round)), ("agent", agent.map(CanonicalValue.text) ?? .null),
            ("member", member.map(CanonicalValue.text) ?? .null), ("fault", fault.map(CanonicalValue.text) ?? .null),
            ("values", .list(values.map(\.json))), ("checkpoint_round", checkpoint.map { .integer($0.round) } ?? .null),
            ("difference", checkpoint?.difference.json() ?? .null),
        ])
    }
}
