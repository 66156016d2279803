import Config
import Determinism
import Learning

/// Proxy replay memories: cells visited and the mean policy there.
struct ProxyMemories: Upload {
    static let component = Component(
        "proxy_memory",
        "Proxy replay memories: for every cell of the observation space an agent visited, its mean policy there.",
        details: """
            Every component of the observation is cut into `sections` equal sections over its range; a state stands for its
            cell, whose center is the proxy state; the entry is (cell, mean over visits of π(·|s)). Neither the states
            visited nor parameters leave the agent.
            Per entry 4 bytes of cell index and 4 per action; 4 more where the server weighs by visits.
            cell = Σᵢ ⌊S (sᵢ − lowᵢ)/(highᵢ − lowᵢ)⌋ Sⁱ; π̄(cell) = the mean of π(·|s) over the visits s in it
            """,
        source: Source(
            .proxyExperienceMemory, evidence: .paper,
            grounds: [
                .from(
                    .paper,
                    "cells of equal sections, the mean policy of each, 12 bytes per entry of two actions, S = 30"),
                .from(.ours, "ranges, and what becomes of states beyond them"),
                .unknown("the paper's ranges of the components"),
            ]),
        fields: [
            Field(
                "sections", .integer(1...1_000_000), "Into how many sections every component is cut, S"
            ).main.defaults(to: .integer(30)),
            Field(
                "ranges", .named(.list(of: .number(.single), count: 2...2)),
                "[low, high] of every component of the observation; those a world usually has, where it says so and they are not given"
            ).defaults(to: unwritten),
            Field(
                "out_of_range",
                .words(
                    ("clip", "A state beyond a range counts for the outermost section"),
                    ("skip", "It is not remembered")),
                "What becomes of states beyond the ranges"
            ).defaults(to: .text("clip")),
            Field("period", Self.periods, "What is remembered at an exchange")
                .defaults(to: .text("since_last_exchange")),
        ])

    /// Words for how long a memory lasts.
    static let periods = FieldType.words(
        ("since_last_exchange", "Visits since the last exchange"), ("cumulative", "All visits since the start"))

    private static let unwritten = Environments.unwrittenRanges ?? .object([])

    private let sections: Int
    /// What is written; nil where the world's own are meant.
    private let written: CanonicalValue?
    private let clips: Bool
    private let isPeriodic: Bool

    init(_ settings: Settings) {
        sections = settings.integer("sections")
        let ranges = settings.value("ranges")
        written = ranges == Self.unwritten ? nil : ranges
        clips = settings.text("out_of_range") == "clip"
        isPeriodic = settings.text("period") == "since_last_exchange"
    }

    let kind = "proxy_memory"
    static let space = Signature.Space.visit
    var isCumulative: Bool { !isPeriodic }

    func requests(_ facts: Facts) -> [Request] {
        guard let spaces = facts.spaces else { return [] }
        return [facts.memoryRequest(kind, self, keyBytes: 4, columns: spaces.action.distributionWidth)]
    }

    func memory(in spaces: Spaces) -> (any VisitMemory)? {
        ProxyMemory(grid(in: spaces), actions: spaces.action.distributionWidth, isPeriodic: isPeriodic)
    }

    private func ranges(in spaces: Spaces) -> CanonicalValue { written ?? spaces.usualRanges ?? Self.unwritten }

    private func grid(in spaces: Spaces) -> ProxyGrid {
        let ranges = ranges(in: spaces)
        let ends = spaces.observation.map { ranges[$0]?.elements.compactMap(\.asNumber) ?? [] }
        precondition(ends.allSatisfy { $0.count == 2 && $0[0] < $0[1] }, "check asks for a range of every component")
        return ProxyGrid(
            sections: sections, names: spaces.observation, low: ends.map { $0[0] }, high: ends.map { $0[1] },
            clips: clips)
    }

    func unfit(_ facts: Facts) -> [Unfit] {
        let found = facts.unequalSpaces + facts.unfitMemories
        guard !found.contains(where: { $0.kind == .setting }) else { return found }
        for (index, agent) in facts.agents.enumerated() {
            guard let trouble = agent.spaces.flatMap({ trouble(in: $0) }) else { continue }
            return found + [
                facts.cannotWork(
                    with: index, .setting, trouble.reason,
                    at: .exchange("upload.\(Self.component.kind).\(trouble.path)"),
                    other: .init(.agent(index, "environment"), "its world"), unknown: trouble.unknown,
                    among: trouble.unknown == nil ? [] : agent.spaces?.observation ?? [], help: trouble.help)
            ]
        }
        return found
    }

    /// A setting that does not go with what an agent observes.
    private struct Trouble {
        let path: String
        let reason: String
        var unknown: String?
        let help: String
    }

    private func trouble(in spaces: Spaces) -> Trouble? {
        let components = "its components: \(spaces.observation.joined(separator: ", "))"
        let ranges = ranges(in: spaces)
        guard ranges.members.contains(where: { spaces.observation.contains($0.key) }) else {
            return Trouble(
                path: "ranges",
                reason: "its ranges are of other components, such as \(ranges.members.first?.key ?? "none")",
                help: "ranges: {\(spaces.observation.map { "\($0): [low, high]" }.joined(separator: ", "))}")
        }
        for range in ranges.members where !spaces.observation.contains(range.key) {
            return Trouble(
                path: "ranges.\(range.key)", reason: "the observation has no component '\(range.key)'",
                unknown: range.key, help: components)
        }
        for name in spaces.observation {
            let ends = ranges[name]?.elements.compactMap(\.asNumber) ?? []
            guard ends.count == 2 else {
                return Trouble(
                    path: "ranges", reason: "no range for the component '\(name)'",
                    help: "ranges: {\(name): [low, high], …}")
            }
            guard ends[0] < ends[1] else {
                return Trouble(
                    path: "ranges.\(name)", reason: "'\(name)' goes from \(ends[0]) to \(ends[1])",
                    help: "the lower number stands first")
            }
            // Sections are of the width between the ends, as observations have them: Float32.
            guard Float(ends[0]) < Float(ends[1]), Float(ends[0]).isFinite, Float(ends[1]).isFinite else {
                return Trouble(
                    path: "ranges.\(name)",
                    reason: "from \(ends[0]) to \(ends[1]) there is no width that Float32 knows",
                    help: "take ends that differ as Float32, below \(Float.greatestFiniteMagnitude)")
            }
        }
        guard grid(in: spaces).cells == nil else { return nil }
        return Trouble(
            path: "sections",
            reason: "\(sections) sections of \(spaces.observation.count) components are more than 2³¹ − 1 cells",
            help: "choose fewer sections: a cell index has 32 bits")
    }
}
