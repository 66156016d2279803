public import Config
internal import Determinism

/// The decays a spec can name.
public enum Decays {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any Decay>("decay")

    /// Every decay.
    static let all: [any Decay.Type] = [
        NoDecay.self, StepDecay.self, ExponentialDecay.self, LinearDecay.self, CosineDecay.self,
        PlateauDecay.self,
    ]
}

/// The field of every optimizer that names its decay.
let decayField = Field("decay", .choice(from: Decays.name), "How the learning rate shrinks with the rounds.")
    .defaults(to: .object([.init("none", .object([]))]))
