public import Config
public import Determinism
import Learning

// What reports ask of plans that nobody compiles anew.
extension StoredPlan {
    /// Whether agents exchange nothing: `federation: []`.
    public var isWithoutExchanges: Bool { plan["federation"]?.elements.isEmpty ?? true }

    /// Whether a rerun reads files that the plan names, beside some directory.
    public var namesFiles: Bool {
        let source = plan["public_states"]?.members.first?.key
        if let source, language.publicStateSources[source]?.fileKey != nil { return true }
        return ([plan] + (plan["agents"]?.elements ?? [])).contains { place in
            InitialSpec.paths.contains { place["initial"]?[$0] != nil }
        }
    }

    /// What is measured, by the names its rows have, in the order in which the plan lists it.
    public var measureNames: [String] {
        ((plan["measure"] ?? RecordSpec.measure.defaultValue)?.elements ?? []).compactMap { $0.members.first?.key }
    }

    /// What each measure's numbers are, by the name its rows have.
    public var scales: [String: MeasureScale] {
        var scales: [String: MeasureScale] = [:]
        for entry in plan["measure"]?.elements ?? [] {
            guard let member = entry.members.first else { continue }
            let kind = language.measures[member.key] == nil ? member.value.members.first?.key : member.key
            scales[member.key] = kind.flatMap(language.measures.scale(of:))
        }
        return scales
    }
}

extension Catalogue where Product == any Measure {
    /// What the numbers of a kind of measure are; nil where there is no such kind.
    public func scale(of kind: String) -> MeasureScale? {
        (origin(of: kind) as? any Measure.Type)?.scale
    }

    /// Which values of a kind of measure are better; nil where there is no such kind.
    public func direction(of kind: String) -> MeasureDirection? { scale(of: kind)?.direction }

    /// The lines `concord explain` adds to a measure's text; empty for what is none.
    public func scaleText(of kind: String) -> String { scale(of: kind)?.text ?? "" }
}

extension StoredPlan {
    /// What cells have to share for a mean over their seeds to be of one thing: all that shapes state and extent, how they are
    /// evaluated and in which worlds, and what a measure of a name is. The seed, words and where files lie are left out; what
    /// was drawn is still there.
    public var settings: CanonicalValue {
        let other = ["concord", "name", "about", "arm", "seeds", "checkpoint", "record", "trace"]
        let evaluated = plan["evaluation"]?["worlds"]?.elements.compactMap(\.asText) ?? []
        return .object(
            plan.members.filter { !other.contains($0.key) }.map { member in
                switch member.key {
                // Runs that cells of unlike seeds go on from are unlike; what they are is told by their own cells.
                case "initial": .init(member.key, Self.anywhere(member.value))
                case "agents":
                    .init(
                        member.key,
                        .list(
                            member.value.elements.map { agent in
                                agent["initial"].map { agent.setting("initial", to: Self.anywhere($0)) } ?? agent
                            }))
                case "public_states":
                    .init(
                        member.key,
                        .object(member.value.members.map { .init($0.key, $0.value.setting("path", to: nil)) }))
                case "worlds": .init(member.key, .object(member.value.members.filter { evaluated.contains($0.key) }))
                case "measure": .init(member.key, Self.byName(member.value.elements))
                default: member
                }
            })
    }

    /// What agents begin with, wherever it lies.
    private static func anywhere(_ initial: CanonicalValue) -> CanonicalValue {
        (InitialSpec.paths + [InitialSpec.parent]).reduce(initial) { $0.setting($1, to: nil) }
    }

    /// Measures by the names their rows have, each as one text.
    private static func byName(_ measures: [CanonicalValue]) -> CanonicalValue {
        var named: [(String, CanonicalValue)] = []
        for entry in measures {
            guard let name = entry.members.first?.key, !named.contains(where: { $0.0 == name }) else { continue }
            named.append((name, .text(entry.json)))
        }
        return .object(sorting: named)
    }
}

/// A place in a plan where a spec may have had a range: `agents.a1.environment.cartpole.pole_half_length`.
public struct DrawablePlace {
    /// Whether it describes a world, and not how an agent learns.
    public let isOfWorld: Bool
    /// The path below the agent, which is the same for all agents of a kind.
    public let suffix: String

    /// Nil where no range can stand.
    public init?(_ path: String, in language: Language) {
        let parts = path.split(separator: ".").map(String.init)
        guard parts.count >= 5, parts[0] == "agents" else { return nil }
        isOfWorld = parts[2] == "environment"
        suffix = "." + parts[2...].joined(separator: ".")
        let (kind, key): (Component?, String) =
            switch parts[2] {
            case "environment": (language.environments[parts[3]], parts[4])
            case "learner": (language.learners[parts[3]], parts[4])
            case "optimizers" where parts.count >= 6: (language.optimizers[parts[4]], parts[5])
            default: (nil, "")
            }
        guard kind?.field(key)?.mayBeDrawn == true else { return nil }
    }
}
