public import Determinism
public import Numerics

/// How an agent chooses actions: a network, and a rule that turns its outputs into an action.
///
/// One concrete type, so that the loop over steps is specialized per environment and calls it directly.
public struct Actor {
    /// What an agent is asked to do with its network's outputs z.
    public enum Rule: String, Sendable {
        /// Drawn from softmax(z), and the distribution is put on the tape. In a box: the controller plus its noise, or drawn
        /// from a Gaussian policy.
        case stochastic
        /// The largest output; the first of equals. In a box: the controller alone, or the means of a Gaussian policy.
        case greedy
        /// Every action equally likely, whatever the network says; every control uniform in the box.
        case uniform
    }

    /// What happens at a step.
    @usableFromInline enum Mode {
        case stochastic
        case greedy
        case uniform
        case exploring
        case greedyBehind
        case stochasticBehind
        case control
        case gaussian
        case gaussianMean
        case uniformControl
        case table
    }

    // What the loop over steps reads, which is compiled in other packages too.
    @usableFromInline let network: Network
    @usableFromInline let activations: Activations
    @usableFromInline let mode: Mode
    /// Discrete actions, or controls.
    @usableFromInline let actions: Int
    @usableFromInline let kernels: Kernels
    /// 1 where row `r` of the tape leaves its activations in row `r`; 0 where each row overwrites the one before.
    @usableFromInline let rowStride: Int
    let epsilon: Float
    let box: ControlBox?
    let noise: UnsafePointer<Float>?
    let gaussian: GaussianHead?
    /// σ of each control where it does not depend on the observation.
    let deviations: UnsafePointer<Float>?
    /// How what the network is given is made of an observation; nil where it is given that.
    let lead: Lead?
    /// What it chooses by in place of a network; nil where it has one.
    let table: ValueTable?

    /// Numbers of an agent's own, with room behind them for an observation, or for what is made of it.
    struct Lead {
        /// `count + observed` numbers, the first of which are written.
        let row: UnsafeMutablePointer<Float>
        let count: Int
        let observed: Int
        /// What is made of an observation; nil where it stays as it is.
        var scale: ObservationScale?

        /// The observation behind the numbers, until the next one.
        func joined(_ observation: UnsafePointer<Float>) -> UnsafePointer<Float> {
            if let scale {
                scale.write(observation, to: row + count)
            } else {
                (row + count).update(from: observation, count: observed)
            }
            return UnsafePointer(row)
        }
    }

    /// An actor in a discrete space, or in a box as a deterministic controller.
    ///
    /// The controller's control is c + h tanh z + noise, component by component and clipped to the box, with c and h the
    /// middle and the half length of the component's interval. A uniform actor draws one word of the action stream per
    /// control, in their order; a controller draws nothing.
    ///
    /// - Parameters:
    ///   - box: the box, where the space is one.
    ///   - noise: what a stochastic controller adds, in the controls' units: row r for row r of the tape, `controlWidth`
    ///     numbers each, for as many rows as the tape will have. Nil adds nothing.
    ///   - activations: where the network works.
    ///   - keepsActivations: whether a backward pass over the tape will follow; then `activations` has room for as many
    ///     rows as the tape will have.
    public init(
        _ network: Network, _ rule: Rule, in box: ControlBox? = nil, noise: UnsafePointer<Float>? = nil,
        activations: Activations, keepsActivations: Bool
    ) {
        self.init(
            network, rule, in: box, noise: noise, behind: nil, activations: activations,
            keepsActivations: keepsActivations)
    }

    /// The same where the network is given something made of the observation.
    ///
    /// - Parameter actions: how many of its outputs, from the first, are actions'; all unless told.
    init(
        _ network: Network, _ rule: Rule, in box: ControlBox? = nil, noise: UnsafePointer<Float>? = nil,
        behind lead: Lead?, among actions: Int? = nil, activations: Activations, keepsActivations: Bool
    ) {
        self.lead = lead
        table = nil
        precondition(
            box.map { $0.count == network.shape.outputs } ?? true,
            "a controller's network has one output per control")
        rowStride = keepsActivations ? 1 : 0
        self.network = network
        self.box = box
        self.noise = rule == .stochastic ? noise : nil
        self.activations = activations
        kernels = activations.kernels
        self.actions = actions ?? network.shape.outputs
        epsilon = 0
        gaussian = nil
        deviations = nil
        mode =
            switch rule {
            case .stochastic: box == nil ? (lead == nil ? .stochastic : .stochasticBehind) : .control
            case .greedy: box == nil ? (lead == nil ? .greedy : .greedyBehind) : .control
            case .uniform: box == nil ? .uniform : .uniformControl
            }
    }

    /// A Gaussian policy in a box. The controls are what is drawn, or the means; they are not clipped.
    ///
    /// Drawing takes four words of the action stream per control, in their order; the distribution is put on the tape.
    public init(
        _ network: Network, _ rule: Rule, _ gaussian: GaussianHead, in box: ControlBox, activations: Activations,
        keepsActivations: Bool
    ) {
        precondition(2 * box.count == network.shape.outputs, "a Gaussian policy has two outputs per control")
        rowStride = keepsActivations ? 1 : 0
        self.network = network
        self.box = box
        self.gaussian = gaussian
        deviations = nil
        self.activations = activations
        kernels = activations.kernels
        actions = box.count
        epsilon = 0
        noise = nil
        lead = nil
        table = nil
        mode = Self.gaussianMode(rule)
    }

    /// A Gaussian policy in a box whose network gives the means alone. Draws as one whose network gives deviations too.
    ///
    /// - Parameters:
    ///   - deviations: σ of each control, which stay where they are while the actor is used.
    ///   - lead: how what the network is given is made of an observation.
    init(
        _ network: Network, _ rule: Rule, deviations: UnsafePointer<Float>, in box: ControlBox, behind lead: Lead?,
        activations: Activations
    ) {
        precondition(box.count == network.shape.outputs, "the network of this policy has one output per control")
        rowStride = 0
        self.network = network
        self.box = box
        self.deviations = deviations
        self.activations = activations
        kernels = activations.kernels
        actions = box.count
        epsilon = 0
        noise = nil
        gaussian = nil
        self.lead = lead
        table = nil
        mode = Self.gaussianMode(rule)
    }

    private static func gaussianMode(_ rule: Rule) -> Mode {
        switch rule {
        case .stochastic: .gaussian
        case .greedy: .gaussianMean
        case .uniform: .uniformControl
        }
    }

    /// An ε-greedy actor in a discrete space: with probability ε any action, else the largest output, the first of equals.
    ///
    /// Each step draws one uniform number of the action stream (one word). Where it is below ε, an index follows (one word,
    /// seldom more) and the network is not asked.
    public init(_ network: Network, epsilon: Double, activations: Activations) {
        self.init(network, epsilon: epsilon, behind: nil, activations: activations)
    }

    /// The same where the network is given something made of the observation.
    init(
        _ network: Network, epsilon: Double, behind lead: Lead?, among actions: Int? = nil, activations: Activations
    ) {
        self.lead = lead
        table = nil
        precondition(epsilon >= 0 && epsilon <= 1, "a probability is between 0 and 1")
        rowStride = 0
        self.network = network
        self.activations = activations
        kernels = activations.kernels
        self.actions = actions ?? network.shape.outputs
        self.epsilon = Float(epsilon)
        box = nil
        noise = nil
        gaussian = nil
        deviations = nil
        mode = .exploring
    }

    /// An actor that chooses by a table of action values.
    ///
    /// - Parameter idle: a network with as many outputs as there are actions, which is never asked.
    init(_ table: ValueTable, idle network: Network, activations: Activations) {
        precondition(network.shape.outputs == table.actions, "an output per action")
        self.table = table
        self.network = network
        self.activations = activations
        kernels = activations.kernels
        actions = table.actions
        rowStride = 0
        epsilon = 0
        box = nil
        noise = nil
        gaussian = nil
        deviations = nil
        lead = nil
        mode = .table
    }

    /// Chooses the action for the observation in `row` of the tape; controls are written to that row of `controls`.
    @inlinable
    @inline(__always)
    func act(
        _ observation: UnsafePointer<Float>, _ row: Int, _ distribution: UnsafeMutablePointer<Float>,
        _ controls: UnsafeMutablePointer<Float>, _ stream: inout RandomStream
    ) -> Action {
        switch mode {
        case .stochastic:
            let outputs = activations.forwardRow(network, input: observation, row: row * rowStride)
            kernels.softmaxRows(outputs, rows: 1, actions: actions, into: distribution)
            return Action(index: Self.draw(distribution, actions, &stream))
        case .greedy:
            return Action(index: largest(observation))
        case .uniform:
            return Action(index: stream.index(below: actions))
        case .exploring, .greedyBehind, .stochasticBehind, .control, .gaussian, .gaussianMean, .uniformControl, .table:
            return actApart(observation, row, distribution, controls + row * actions, &stream)
        }
    }

    /// The index of the largest output.
    @inlinable
    @inline(__always)
    func largest(_ observation: UnsafePointer<Float>) -> Int {
        let outputs = activations.forwardRow(network, input: observation, row: 0)
        var best = 0
        for index in 1..<max(actions, 1) where outputs[index] > outputs[best] { best = index }
        return best
    }

    /// Inverts the cumulative distribution; rounding leaves the last action the remainder.
    @inlinable
    @inline(__always)
    static func draw(
        _ distribution: UnsafePointer<Float>, _ actions: Int, _ stream: inout RandomStream
    ) -> Int {
        let draw = stream.uniformFloat()
        var cumulative: Float = 0
        for index in 0..<(actions - 1) {
            cumulative += distribution[index]
            if draw < cumulative { return index }
        }
        return actions - 1
    }
}
