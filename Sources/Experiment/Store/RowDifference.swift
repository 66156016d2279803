public import Determinism

/// A place where two rows of one round differ: whose value, and both.
public struct RowDifference: Sendable, Equatable {
    /// What is recorded there: `trace`, `training_return`, `bytes.up`.
    public let member: String
    /// The agent whose value it is; nil where it is no agent's.
    public let agent: String?
    /// What the first row has there; nil where it has nothing.
    public let first: CanonicalValue?
    /// What the second row has there; nil where it has nothing.
    public let second: CanonicalValue?

    /// Every place at which rows differ: traces first, which cover the state itself, then what follows from it, in the rows' order.
    ///
    /// - Parameter agents: in the order of their values.
    public static func all(
        between one: CanonicalValue, and other: CanonicalValue, agents: [String]
    ) -> [RowDifference] {
        var found: [RowDifference] = []
        compare(one, other, at: "", agents, into: &found)
        return found.filter { $0.member == trace } + found.filter { $0.member != trace }
    }

    /// The first place at which rows differ, and where that is a trace, which tells no number, the first number that does: the same
    /// agent's where there is one.
    public static func first(
        between one: CanonicalValue, and other: CanonicalValue, agents: [String]
    ) -> [RowDifference] {
        let all = all(between: one, and: other, agents: agents)
        guard let first = all.first else { return [] }
        guard first.member == trace else { return [first] }
        let numbers = all.filter { $0.member != trace }
        return [first] + [numbers.first { $0.agent == first.agent } ?? numbers.first].compactMap(\.self)
    }

    /// The member that holds a fingerprint of every agent.
    private static let trace = "trace"

    private static func compare(
        _ one: CanonicalValue?, _ other: CanonicalValue?, at path: String, _ agents: [String],
        into found: inout [RowDifference]
    ) {
        guard one != other else { return }
        switch (one, other) {
        case (.object(let left), .object(let right)):
            let keys = left.map(\.key)
            let known = Set(keys)
            for key in keys + right.map(\.key).filter({ !known.contains($0) }) {
                // A list of replicas' numbers is nobody's by agent, however many there are.
                let ofReplicas = known.contains(key + ReplicaNumbers.suffix)
                compare(
                    one?[key], other?[key], at: path.isEmpty ? key : "\(path).\(key)", ofReplicas ? [] : agents,
                    into: &found)
            }
        case (.list(let left), .list(let right)) where left.count == right.count:
            for (index, values) in zip(left, right).enumerated() where values.0 != values.1 {
                let isByAgent = left.count == agents.count
                found.append(
                    RowDifference(
                        member: isByAgent || left.count == 1 ? path : "\(path).\(index + 1)",
                        agent: isByAgent ? agents[index] : nil, first: values.0, second: values.1))
            }
        default: found.append(RowDifference(member: path, agent: nil, first: one, second: other))
        }
    }
}
