public import Determinism
internal import Diagnostics
public import Experiment

/// What verifications found, for people and programs.
public struct VerificationReport: Sendable {
    private var results: [Verifier.Result] = []

    /// Nothing verified yet.
    public init() {}

    /// Adds one cell's result.
    public mutating func add(_ result: Verifier.Result) { results.append(result) }

    /// The cells' plans, in the order in which they were added.
    public var plans: [CellPlan] { results.map(\.plan) }

    /// Whether any cell differs.
    public var foundDifference: Bool {
        results.contains { if case .differs = $0.verdict { true } else { false } }
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
        var text = results.map { Self.paragraph($0) }.joined()
        let matches = results.count { if case .match = $0.verdict { true } else { false } }
        if results.count > 1 { text += "\(matches) of \(results.count) cells match\n" }
        return text
    }

    /// The cells' verdicts, each in one word.
    public var words: [String] { results.map { Self.word($0) } }

    /// The verdict in one word.
    public static func word(_ result: Verifier.Result) -> String {
        switch result.verdict {
        case .match: "MATCH"
        case .differs: "DIFFERS"
        case .nothing: "NOTHING TO COMPARE"
        case .stopped: "STOPPED"
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
            results.map { result in
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
