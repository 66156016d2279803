import Config
import Determinism
import Federation
import Learning
import Numerics

/// What one firing of each method costs, for every learner and environment it goes with.
enum ExchangeSpeed {
    private static let agents = 4
    private static let states = 1000

    static var figures: [SpeedFigure] {
        Methods.catalogue.examples.flatMap { method, product -> [SpeedFigure] in
            guard let composition = product.composition else { return [] }
            return Learners.catalogue.examples.flatMap { kind, learner in
                Environments.catalogue.examples.compactMap { world, environment in
                    guard LearnerSpeed.fits(learner, environment), suits(composition, learner, environment) else {
                        return nil
                    }
                    let seconds = secondsPerFiring(composition, learner, environment)
                    return SpeedFigure(
                        .exchanges, "\(method) among \(agents) \(kind) agents on \(world), \(states) states",
                        seconds * 1e3, "ms", note: LearnerSpeed.networkName)
                }
            }
        }
    }

    /// Whether such agents have what the exchange asks of them.
    private static func suits(
        _ composition: Composition, _ learner: any Learner, _ environment: any Environment
    ) -> Bool {
        let (needs, type) = (composition.needs, type(of: learner))
        return (!needs.contains(.pulls) || type.pulledPart != nil)
            && (!needs.contains(.tapes) || type.showsTapes)
            && (!needs.contains(.actionDistributions) || type.hasActionDistributions)
            && (!needs.contains(.equalParts)
                || !learner.parts(of: LearnerSpeed.member(1, of: learner, in: environment)).isEmpty)
    }

    private static func secondsPerFiring(
        _ composition: Composition, _ learner: any Learner, _ environment: any Environment
    ) -> Double {
        let members = (1...agents).map { LearnerSpeed.member($0, of: learner, in: environment) }
        var population = Population(members.map { _ in learner }, members)
        let round = Round(1, length: LearnerSpeed.length(of: learner))
        population.train(round, 1)
        let width = environment.spaces.observation.count
        var stream = StreamKey(seed: 1, owner: "benchmark").stream(.sampling)
        let numbers = (0..<(states * width)).map { _ in stream.uniformFloat() - 0.5 }
        let publicStates = PublicStates(numbers, width: width)
        var exchange = Exchange(composition, period: 1, among: population)
        var ledger = Ledger()
        return Stopwatch.least(filling: 0.2) {
            exchange.run(&population, &ledger, publicStates: publicStates.batch, round, 1)
        }
    }
}
