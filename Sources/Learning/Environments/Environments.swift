public import Config

/// The environments a spec can name: one line each.
public enum Environments {
    /// Every environment.
    public static let catalogue = Catalogue<any Environment>(
        "environment",
        [
            CartPole.self,
            Acrobot.self,
            MountainCar.self,
            MountainCarContinuous.self,
            Pendulum.self,
            InvertedPendulum.self,
            RandomMDP.self,
            WindyCliff.self,
            Garnet.self,
        ])
}
