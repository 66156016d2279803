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
    static let limit = "limit"
    private static let linear = "linear"
    private static let byComponent = "by_component"

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
            Component(
                byComponent, "The maps of `linear`, each under the name of the component or control it is of.",
                details: """
                    x̂ = clip(s x + o, ±limit) of every component that is named; others stay as they are
                    u = s a + o of every control that is named; others stay as they are
                    Names are the world's: `concord explain cartpole` lists those of CartPole, of components under Observation, of controls
                    under Action. What holds of `linear` (`concord explain adapter.linear`) holds here: it is the same map, set by hand
                    and fixed, written by name. A name says which number is meant in every world that has such a component, wherever it
                    stands: pole_angle is the third of CartPole's four numbers and the second of inverted_pendulum's.

                      adapter: {by_component: {observation: {pole_angle: {scale: 2, offset: 0.1}}}}
                      adapter: {by_component: {observation: {angular_velocity: {scale: 0.125, limit: 1}}, action: {torque: {scale: 2}}}}
                    """,
                source: Source(.autonomousDriving, evidence: .ours, grounds: [.from(.ours, "names in place of lists")]),
                fields: [
                    Field(
                        "observation",
                        .named(
                            .table(
                                one + [
                                    Field(
                                        Self.limit, .number(.positive),
                                        "How far from 0 it can be, behind scale and offset; any distance without it"
                                    ).optional
                                ])), "What the networks are given of components, by their names"
                    ).defaults(to: .object([])),
                    Field("action", .named(.table(one)), "What the world is given of controls, by their names")
                        .defaults(to: .object([])),
                ]),
        ])

    private static let map = [
        Field("scale", .oneOrMany(.number(.single)), "What is multiplied with: a number for all, or one each")
            .defaults(to: .number(1)),
        Field("offset", .oneOrMany(.number(.single)), "What is added then: a number for all, or one each")
            .defaults(to: .number(0)),
    ]

    private static let one = [
        Field("scale", .number(.single), "What is multiplied with").defaults(to: .number(1)),
        Field("offset", .number(.single), "What is added then").defaults(to: .number(0)),
    ]

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
        if choice.kind == Self.byComponent {
            observation = Line(settings.namedTables("observation"), clips: true)
            action = Line(settings.namedTables("action"), clips: false)
        } else {
            observation = Line(settings.table("observation"), clips: true)
            action = Line(settings.table("action"), clips: false)
        }
    }

    /// Whether it changes nothing.
    var isIdentity: Bool { observation.isIdentity && action.isIdentity }

    /// The same with a number for each of a world's components and controls, wherever names stood.
    func settled(in spaces: Spaces) -> Adapter {
        Adapter(observation: observation.settled(spaces.observation), action: action.settled(spaces.controls))
    }
}
