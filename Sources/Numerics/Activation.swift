/// What a layer applies to each of its sums.
public enum Activation: String, Sendable, Hashable, Codable, CaseIterable {
    /// The sum itself.
    case identity
    /// max(0, z).
    case relu
    /// tanh z.
    case tanh
}
