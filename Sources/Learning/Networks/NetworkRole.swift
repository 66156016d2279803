/// A network a learner wants: its name, and how wide its output is.
public struct NetworkRole: Sendable {
    /// The name in specs and checkpoints: `policy`, `value`, `q`.
    public let name: String
    /// The number of inputs in such spaces.
    public let inputs: @Sendable (Spaces) -> Int
    /// The number of outputs in such spaces.
    public let outputs: @Sendable (Spaces) -> Int

    /// What the last layer is multiplied with where weights are drawn orthogonal.
    public let outputGain: Double

    /// A role. Its inputs are the observation unless told; what a design has in front of it comes on top.
    ///
    /// - Parameter outputGain: 1 unless told; small where first outputs are to be nearly equal, as a policy's.
    public init(
        _ name: String, outputGain: Double = 1,
        inputs: @escaping @Sendable (Spaces) -> Int = { $0.observation.count },
        outputs: @escaping @Sendable (Spaces) -> Int
    ) {
        self.name = name
        self.outputGain = outputGain
        self.inputs = inputs
        self.outputs = outputs
    }

    /// The shape of a network of some design in this role.
    public func shape(_ design: NetworkDesign, in spaces: Spaces) -> NetworkShape {
        design.shape(inputs: design.inputs.width + inputs(spaces), outputs: outputs(spaces))
    }
}
