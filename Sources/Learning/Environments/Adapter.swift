public import Config
public import Determinism

/// An agent's own fixed linear maps between its world and its networks: of what it observes, and of what it does.
public struct Adapter: Sendable, Equatable {
    /// The key of agents.
    public static let name = "adapter"

    /// The field of agents, which have none unless told.
    public static let field = Field(
        name, .choice(choices),
        "Fixed linear maps between the agent's world and its networks: nobody is sent them, and nobody replaces them"
    )

    /// What holds where none is written.
    public static let unwritten = CanonicalValue.object([.init(none, .object([]))])

    private static let none = "none"
    private static let limit = "limit"
    private static let linear = "linear"

    private static let choices = Choices(
        "adapter",
        [
            Component(none, "The agent's networks see its world as it is.", fields: []),
            Component(
                linear, "What is observed is scaled, moved and clipped; controls are scaled and moved.",
                details: """
                    x̂ = clip(s x + o, ±limit), component by component          what is observed     `observation`: scale s, offset o, limit
                    u = s a + o, control by control                             what the world does  `action`: scale s, offset o
                    Numbers stand for all components, lists for one each. The learner, its memories and its networks know x̂ and a alone: a lies
                    in the world's box seen backward through the map, (box − o)/s, rounded to Float32, and the world clips u as it clips any
                    control. Rewards stay as they are. So agents in worlds of unlike units have networks, and ranges of controls, of one kind.

                    The maps are the agent's: set by hand and fixed, in the plan and in every checkpoint, neither uploaded nor replaced
                    by any exchange. Nothing is learned of them; what is to be learned is what a network's first layer
                    learns, or `observations: normalized`, which then normalizes x̂. In worlds of others it is the agent's own that is looked
                    through. Public states are what networks are given, x̂: drawn states and those of files are as written, and of rollouts
                    what the virtual agents' networks saw through adapters of theirs. Proxy and replay memories hold x̂ likewise. Replays show
                    the world's units.

                    Deviations from the authors' program:
                      1. Maps have offsets, and lists where components differ.
                      2. The box is seen through the map too; the program writes the simulator's own for all.
                    """,
                source: Source(
                    .autonomousDriving, evidence: .authorCode,
                    grounds: [
                        .from(
                            .authorCode,
                            "ranges of real cars × 14, clipped at 20; steering × 4.8; the simulator has neither"),
                        .from(.ours, "offsets, lists, the box, and public states in the networks' units"),
                    ]),
                fields: [
                    Field(
                        "observation",
                        .table(
                            map + [
                                Field(
                                    Self.limit, .oneOrMany(.number(.positive)),
                                    "How far from 0 a component can be, behind scale and offset; any distance without it"
                                ).optional
                            ]), "What the networks are given of what is observed"
                    ).defaults(to: .object([])),
                    Field("action", .table(map), "What the world is given of the controls").defaults(to: .object([])),
                ]),
        ])

    private static let map = [
        Field("scale", .oneOrMany(.number(.single)), "What is multiplied with: a number for all, or one each")
            .defaults(to: .number(1)),
        Field("offset", .oneOrMany(.number(.single)), "What is added then: a number for all, or one each")
            .defaults(to: .number(0)),
    ]

    /// A linear map, each of whose lists has one number for all components, or one per component.
    struct Line: Sendable, Equatable {
        let scales: [Double]
        let offsets: [Double]
        /// Empty where nothing is clipped.
        let limits: [Double]

        /// Changes nothing.
        static let identity = Line(scales: [1], offsets: [0], limits: [])

        private init(scales: [Double], offsets: [Double], limits: [Double]) {
            self.scales = scales
            self.offsets = offsets
            self.limits = limits
        }

        fileprivate init(_ settings: Settings, clips: Bool) {
            func numbers(_ key: String) -> [Double] {
                switch settings.value(key) {
                case .list(let list)?: list.compactMap(\.asNumber)
                case let one?: one.asNumber.map { [$0] } ?? []
                case nil: []
                }
            }
            scales = numbers("scale")
            offsets = numbers("offset")
            limits = clips ? numbers(Adapter.limit) : []
        }

        /// Whether it changes nothing.
        var isIdentity: Bool {
            scales.allSatisfy { $0 == 1 } && offsets.allSatisfy { $0 == 0 } && limits.isEmpty
        }

        /// Its lists by key.
        var lists: [(key: String, numbers: [Double])] {
            [("scale", scales), ("offset", offsets), (Adapter.limit, limits)]
        }

        /// The numbers of so many components.
        static func each(_ numbers: [Double], _ count: Int) -> [Double] {
            numbers.count == 1 ? Array(repeating: numbers[0], count: count) : numbers
        }
    }

    let observation: Line
    let action: Line

    /// Changes nothing.
    static let identity = Adapter(observation: .identity, action: .identity)

    private init(observation: Line, action: Line) {
        self.observation = observation
        self.action = action
    }

    /// Reads a checked choice; nil for none.
    public init?(_ choice: Choice) {
        guard choice.kind != Self.none, let component = Self.choices[choice.kind] else { return nil }
        let settings = choice.settings(component)
        observation = Line(settings.table("observation"), clips: true)
        action = Line(settings.table("action"), clips: false)
    }

    /// Whether it changes nothing.
    var isIdentity: Bool { observation.isIdentity && action.isIdentity }
}

extension Adapter {
    /// Why an adapter is none for some world.
    public struct Misfit: Equatable {
        /// The key below `linear` that does not fit: `observation.scale`.
        public let key: String
        /// What is wrong, in words.
        public let reason: String
        /// What to write.
        public let help: String
    }

    /// Why it does not fit a world of such spaces; nil where it does.
    public func misfit(in spaces: Spaces) -> Misfit? {
        let width = spaces.observation.count
        if let misfit = Self.miscount(observation, "observation", width, "components of the observation") {
            return misfit
        }
        // What is written of the two.
        let written = action.scales == [1] ? "action.offset" : "action.scale"
        guard case .box(let low, let high) = spaces.action else {
            return action.isIdentity
                ? nil
                : Misfit(
                    key: written, reason: "actions are \(spaces.action.summary): there is nothing to scale",
                    help: "delete `action`")
        }
        if let misfit = Self.miscount(action, "action", low.count, "controls") { return misfit }
        if action.scales.contains(0) {
            return Misfit(key: "action.scale", reason: "a scale of 0 leaves nothing of a control", help: "scale: 1")
        }
        let seen = Self.seen(low, high, through: action)
        let isBox = zip(seen.low, seen.high).allSatisfy { $0 < $1 && $0.isFinite && $1.isFinite }
        return isBox
            ? nil
            : Misfit(
                key: written,
                reason: "the box of controls goes from \(seen.low) to \(seen.high) behind it, which is none of Float32",
                help: "a scale and an offset that leave the box a width")
    }

    private static func miscount(_ line: Line, _ path: String, _ count: Int, _ noun: String) -> Misfit? {
        // A line without limits has none.
        for (key, numbers) in line.lists
        where numbers.count != 1 && numbers.count != count && (key != limit || !numbers.isEmpty) {
            return Misfit(
                key: "\(path).\(key)", reason: "\(numbers.count) numbers for \(count) \(noun)",
                help: "one number for all, or a list of \(count)")
        }
        return nil
    }

    /// A world's spaces as the agent's networks see them.
    public func seen(_ spaces: Spaces) -> Spaces {
        let width = spaces.observation.count
        let (scales, offsets) = (Line.each(observation.scales, width), Line.each(observation.offsets, width))
        let limits = observation.limits.isEmpty ? nil : Line.each(observation.limits, width)
        let usual = spaces.usual.map { ranges in
            ranges.enumerated().map { index, range in
                let ends = [range.lowerBound, range.upperBound].map { end in
                    let moved = scales[index] * end + offsets[index]
                    return limits.map { min(max(moved, -$0[index]), $0[index]) } ?? moved
                }
                return min(ends[0], ends[1])...max(ends[0], ends[1])
            }
        }
        guard case .box(let low, let high) = spaces.action, !action.isIdentity else {
            return Spaces(observation: spaces.observation, action: spaces.action, usual: usual)
        }
        let box = Self.seen(low, high, through: action)
        return Spaces(observation: spaces.observation, action: .box(low: box.low, high: box.high), usual: usual)
    }

    /// The controls that a map makes a world's box of.
    private static func seen(
        _ low: [Double], _ high: [Double], through line: Line
    ) -> (low: [Double], high: [Double]) {
        let (scales, offsets) = (Line.each(line.scales, low.count), Line.each(line.offsets, low.count))
        let ends = low.indices.map { index in
            // Rounded, so that worlds of unlike units have one box.
            [low[index], high[index]].map { Double(Float(($0 - offsets[index]) / scales[index])) }
        }
        return (ends.map { min($0[0], $0[1]) }, ends.map { max($0[0], $0[1]) })
    }
}
