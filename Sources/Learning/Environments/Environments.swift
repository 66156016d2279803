public import Config
public import Determinism

/// The environments a spec can name: one line each.
public enum Environments {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any Environment>("environment")

    /// The ranges of observations that canonical forms leave out, frozen: the usual ones of the first world there was. Where
    /// no ranges are written, those of the agent's own world are meant.
    public static let unwrittenRanges = CartPole.spacesOfAll.usualRanges

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
        TwoType.self,
        DirichletMDP.self,
        GridWorld.self,
        EpisodicMDP.self,
        Corridor.self,
        FrozenLake.self,
    ]
}
