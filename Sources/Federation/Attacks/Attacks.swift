public import Config

/// What liars can do: one line each.
public enum Attacks {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any Attack>("attack")

    /// Every attack.
    static let all: [any Attack.Type] = [
        SignFlip.self,
        Scaled.self,
        Zero.self,
        RandomVectors.self,
        AverageZero.self,
        RandomDirection.self,
        Collusion.self,
        RewardFlip.self,
        ActionFlip.self,
    ]
}
