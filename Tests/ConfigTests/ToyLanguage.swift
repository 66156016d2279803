import Config
import Determinism
import Diagnostics

/// A small language about kitchens, which knows every feature of the field tables.
enum Toy {
    static let burners = Choices(
        "burner",
        [
            Component(
                "gas", "A flame.",
                fields: [
                    Field("pressure", .number(.positive), "Pressure.").unit("Pa").defaults(to: .number(2)).drawn,
                    Field("jets", .integer(1...8), "Openings.").defaults(to: .integer(4)).drawn,
                    Field("valve", .choice(valves), "What lets the gas in.")
                        .defaults(to: .object([.init("ball", .object([.init("turns", .integer(3))]))])),
                    .alias("turns", of: "valve.ball.turns", "Turns of a ball valve."),
                ]),
            Component(
                "induction", "A coil.",
                fields: [Field("power", .number(Interval(0, 10)), "Power.").unit("kW").main]),
        ])

    static let valves = Choices(
        "valve",
        [
            Component(
                "ball", "A ball.",
                fields: [Field("turns", .integer(1...Int.max), "Turns.").defaults(to: .integer(1))]),
            Component("needle", "A needle.", fields: []),
        ])

    static let timers = Choices(
        "timer",
        [
            Component("every", "Again and again.", fields: [Field("period", .duration, "How often.").main]),
            Component("once", "Once.", fields: [Field("name", .name, "Its name.").optional]),
        ])

    static let pan: [Field] = [
        Field("name", .name, "Its name."),
        Field("count", .integer(1...100), "How many.").defaults(to: .integer(1)),
        Field("size", .number(.positive), "Diameter.").unit("m").optional.drawn,
        Field("burner", .choice(burners), "What heats it.").optional,
    ]

    static let fields: [Field] = [
        Field("title", .text, "A title.").shaping(.nothing).optional,
        Field("hot", .boolean, "Whether it is hot.").defaults(to: .boolean(false)),
        Field("mode", .words(("slow", "Slowly."), ("fast", "Fast.")), "How.").defaults(to: .text("slow")),
        Field("burner", .choice(burners), "What heats.").defaults(to: .object([.init("gas", .object([]))])),
        Field("sizes", .list(of: .integer(1...Int.max), count: 1...3), "Sizes.").optional,
        Field("color", .oneOrMany(.text), "Colors.").optional,
        Field("pans", .list(of: .table(pan + [members])), "Pans.").optional,
        Field("timers", .list(of: .choice(timers)), "Timers.").optional,
        Field("alarms", .list(of: .namedChoice(timers)), "Alarms.").shaping(.record).optional,
        Field(
            "seeds",
            .table([
                Field("list", .list(of: .seed), "Seeds.").main.optional,
                Field("from", .seed, "The first.").optional,
            ]), "Seeds."
        ).optional,
        Field("spices", .named(.number(.nonnegative)), "Spices.").optional,
        Field("length", .duration, "How long.").shaping(.extent).optional,
        Field("rounds", .table(Duration.Unit.allCases.map(length)), "How long it takes.").optional,
        Field("round", .duration, "How long a round is.").optional,
        Field("boiler", .text, "The boiler.").inherited,
        Field("origin", .text, "Where a plan comes from.").inPlans,
        Field("oven", .anything, "An oven.").unavailable("use a burner"),
    ]

    private static func length(_ unit: Duration.Unit) -> Field {
        let field = Field(unit.rawValue, .integer(1...Int.max), "So many.").optional
        return unit == .rounds ? field.main : field
    }

    private static let members = Field("members", .named(.table(pan.dropFirst().map(\.optional))), "Single pans.")
        .optional

    /// The tree in normal form and what was found.
    static func normalize(_ text: String) -> (node: Node?, found: [String], findings: Findings) {
        let marked = MarkedText(text)
        var findings = Findings()
        guard let raw = YAMLReader.read(marked.file, into: &findings) else {
            return (nil, marked.summary(findings), findings)
        }
        var normalizer = Normalizer()
        let node = normalizer.table(raw, fields, of: "kitchen")
        findings.add(normalizer.findings)
        return (node, marked.summary(findings), findings)
    }

    /// The canonical JSON, or nil, and what was found.
    static func resolve(_ text: String) -> (json: String?, found: [String], provenance: Provenance) {
        let marked = MarkedText(text)
        var (normal, _, findings) = normalize(text)
        guard let node = normal else { return (nil, marked.summary(findings), Provenance()) }
        var resolver = Resolver()
        let value = resolver.resolve(node, fields, of: "kitchen")
        findings.add(resolver.findings)
        return (value?.json, marked.summary(findings), resolver.provenance)
    }
}
