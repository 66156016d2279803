public import Config
import Determinism
public import Numerics

/// What a spec says about a network: hidden layers and activations. Inputs and outputs follow from the world.
public struct NetworkDesign: Sendable, Equatable {
    /// The keys of `network` in a spec.
    public static let fields = [
        Field(
            "hidden", .list(of: .integer(1...65536), count: 0...Limits.layers),
            "Widths of the hidden layers, from the input on; [] for a linear map"
        )
        .defaults(to: .list([.integer(64), .integer(64)])),
        Field(
            "activation",
            .oneOrMany(
                .words(
                    ("relu", "max(0, x)"),
                    ("tanh", "Hyperbolic tangent"))),
            "Nonlinearity after each hidden layer: one word for all, or one per layer"
        ).defaults(to: .text("relu")),
        Field(
            "initialization",
            .words(
                ("pytorch", "Weights and biases uniform in ±1/√inputs, as PyTorch's nn.Linear"),
                ("he_uniform", "Weights uniform in ±√(6/inputs), biases zero, as Keras' he_uniform"),
                (
                    "orthogonal",
                    "Weights orthogonal times √2, in the last layer times 1, or 0.01 where it is a policy's; biases zero"
                )),
            "How parameters are drawn before training"
        ).defaults(to: .text("pytorch")),
        Field(
            "inputs", .choice(InputDesign.choices),
            "What the network takes in front of the observation, of learners that have something to give"
        ).defaults(to: .object([.init("observation", .object([]))])),
    ]

    /// Widths of the hidden layers.
    public let hidden: [Int]
    /// The nonlinearity after each of them.
    public let activations: [Activation]
    /// How parameters are drawn before training.
    public let initialization: Initialization
    /// What it takes in front of the observation.
    public let inputs: InputDesign

    /// Reads checked settings.
    public init(_ settings: Settings) {
        let hidden = settings.integers("hidden")
        self.hidden = hidden
        guard let initialization = Initialization(rawValue: settings.text("initialization")) else {
            preconditionFailure("no initialization is called '\(settings.text("initialization"))'")
        }
        self.initialization = initialization
        inputs = InputDesign(settings.choice("inputs"))
        switch settings.value("activation") {
        case .list(let words)?:
            precondition(words.count == hidden.count, "one activation per hidden layer")
            activations = words.map { Self.activation($0) }
        case let word?:
            activations = hidden.map { _ in Self.activation(word) }
        case nil:
            preconditionFailure("a network design has an activation")
        }
    }

    /// The shape with so many inputs and outputs.
    public func shape(inputs: Int, outputs: Int) -> NetworkShape {
        NetworkShape(inputs: inputs, hidden: hidden, activations: activations, outputs: outputs)
    }

    private static func activation(_ word: CanonicalValue) -> Activation {
        guard let activation = word.asText.flatMap(Activation.init(rawValue:)) else {
            preconditionFailure("no activation is called \(word.json)")
        }
        return activation
    }
}
