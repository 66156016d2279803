import Config
import Learning
import Numerics

/// The server takes an optimizer's step from its last result toward the aggregate.
struct ServerOptimizer: Server {
    static let component = Component(
        "optimizer",
        "The server takes an optimizer's step from its last result toward the aggregate, and sends where that leads.",
        details: """
            Δ = θ̄ − θ      θ̄ the aggregate, θ the server's last result: −Δ stands for a gradient
            sgd    v ← μ v + Δ,  θ ← θ + η v                                                  FedAvgM
            adam   m ← β₁ m + (1 − β₁) Δ,  v ← β₂ v + (1 − β₂) Δ²,  θ ← θ + η m/(√v + ε)       FedAdam
                   with `bias_correction`, m/(1 − β₁ᵗ) and v/(1 − β₂ᵗ) stand for m and v in the t-th step
            At the first meeting there is nothing to step from: the server sends the aggregate as it is, and begins with it.
            Numbers of networks are Float32: θ is what was sent, so that Δ is what agents did since; steps are in Float64.
            Checkpoints hold θ and what the rule remembers as /federation/<exchange>/server/single and double, by precision.

            Deviations from the paper:
              1. Its program keeps θ from before the first round; here agents may begin apart, and θ is their first aggregate.
              2. Its FedAdam starts v at ε²; here v starts at 0.
            """,
        source: Source(
            .serverMomentum, .adaptiveServers, evidence: .recalled,
            grounds: [
                .from(.recalled, "both update rules, and ε of 10⁻³"),
                .from(.reference, "steps of optax.sgd and optax.adam, to which they are compared"),
                .from(.ours, "what happens at the first meeting"),
            ]),
        fields: [
            Field("rule", .choice(Choices("server rule", [sgd, adam])), "The optimizer").main
                .defaults(to: .object([.init("sgd", .object([]))]))
        ])

    private static let sgd = Component(
        "sgd", "Steps with momentum; FedAvgM.",
        fields: [
            Field("learning_rate", .number(.positive), "Step size η").main.defaults(to: .number(1)),
            Field("momentum", .number(Interval(0, 1, includesHigh: false)), "Momentum μ").defaults(to: .number(0.9)),
        ])
    private static let adam = Component(
        "adam", "Adaptive steps; FedAdam.",
        fields: [
            Field("learning_rate", .number(.positive), "Step size η").main.defaults(to: .number(0.01)),
            Field("beta1", .number(Interval(0, 1, includesHigh: false)), "Decay of the mean, β₁")
                .defaults(to: .number(0.9)),
            Field("beta2", .number(Interval(0, 1, includesHigh: false)), "Decay of the mean of squares, β₂")
                .defaults(to: .number(0.99)),
            Field("epsilon", .number(.positive), "What keeps divisors from zero, ε").defaults(to: .number(0.001)),
            Field("bias_correction", .boolean, "Whether means are corrected for having begun at zero")
                .defaults(to: .boolean(false)),
        ])

    /// The optimizer.
    private enum Rule {
        case sgd(rate: Double, momentum: Double)
        case adam(rate: Double, beta1: Double, beta2: Double, epsilon: Double, isCorrected: Bool)
    }

    /// What is kept of the numbers of each precision; nil where none are sent.
    struct State: Persistent {
        var single: Memory?
        var double: Memory?

        var flaw: Flaw? { nil }
    }

    /// What is kept of some numbers, by their places in a row.
    struct Memory: Persistent {
        /// The server's last result, θ.
        var result: Tensor<Double>
        /// The sum or mean of pseudo-gradients, v of momentum and m of Adam.
        var mean: Tensor<Double>
        /// The mean of their squares; nothing where the rule has none.
        var squares: Tensor<Double>
        /// How many aggregates there were.
        var aggregates: Int

        var flaw: Flaw? { .count("aggregates", aggregates) }
    }

    static let spaces = [Signature.Space.parameter]
    static let takesPersonalResults = false
    private let rule: Rule

    init(_ settings: Settings) {
        let choice = settings.choice("rule")
        if choice.kind == "adam" {
            let own = choice.settings(Self.adam)
            rule = .adam(
                rate: own.number("learning_rate"), beta1: own.number("beta1"), beta2: own.number("beta2"),
                epsilon: own.number("epsilon"), isCorrected: own.flag("bias_correction"))
        } else {
            let own = choice.settings(Self.sgd)
            rule = .sgd(rate: own.number("learning_rate"), momentum: own.number("momentum"))
        }
    }

    func initial(_ facts: Facts, agents: Int) -> State {
        func memory(_ precision: Part.Precision) -> Memory? {
            guard let sent = facts.payload.first(where: { $0.precision == precision }) else { return nil }
            let width = agents > 0 ? sent.width : 0
            let isAdaptive = if case .adam = rule { true } else { false }
            return Memory(
                result: Tensor(zeros: width), mean: Tensor(zeros: width),
                squares: Tensor(zeros: isAdaptive ? width : 0),
                aggregates: 0)
        }
        return State(single: memory(.single), double: memory(.double))
    }

    func step(_ result: inout Batch, _ state: inout State) {
        let places = result.places
        if let row = result.singles?.base, var memory = state.single.take() {
            step(row, at: places, &memory)
            state.single = memory
        }
        if let row = result.doubles?.base, var memory = state.double.take() {
            step(row, at: places, &memory)
            state.double = memory
        }
    }

    /// Replaces an aggregate by the next result.
    private func step<Number: BinaryFloatingPoint>(
        _ row: UnsafeMutablePointer<Number>, at places: [Range<Int>], _ memory: inout Memory
    ) {
        for column in places.joined() where memory.aggregates > 0 {
            let last = memory.result.elements[column]
            row[column] = Number(last + step(Double(row[column]) - last, column, &memory))
        }
        for column in places.joined() { memory.result.elements[column] = Double(row[column]) }
        memory.aggregates += 1
    }

    /// How far a number goes under a pseudo-gradient.
    private func step(_ change: Double, _ column: Int, _ memory: inout Memory) -> Double {
        switch rule {
        case .sgd(let rate, let momentum):
            memory.mean.elements[column] = momentum * memory.mean.elements[column] + change
            return rate * memory.mean.elements[column]
        case .adam(let rate, let beta1, let beta2, let epsilon, let isCorrected):
            let mean = beta1 * memory.mean.elements[column] + (1 - beta1) * change
            let square = beta2 * memory.squares.elements[column] + (1 - beta2) * (change * change)
            memory.mean.elements[column] = mean
            memory.squares.elements[column] = square
            guard isCorrected else { return rate * mean / (square.squareRoot() + epsilon) }
            let (first, second) = (
                1 - Elementary.power(beta1, memory.aggregates), 1 - Elementary.power(beta2, memory.aggregates)
            )
            return rate * (mean / first) / ((square / second).squareRoot() + epsilon)
        }
    }
}
