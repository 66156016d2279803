public import Config

/// The environments a spec can name: one line each.
public enum Environments {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any Environment>("environment")

    /// Every environment.
    static let all: [any Environment.Type] = [
        CartPole.self,
        Acrobot.self,
        MountainCar.self,
        MountainCarContinuous.self,
        Pendulum.self,
        InvertedPendulum.self,
        RandomMDP.self,
        WindyCliff.self,
        Garnet.self,
    ]
}
