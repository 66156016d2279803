import Config

/// A learner of one table: agents are rows of it, rounds count updates, and the optimizer is the table's.
protocol TableLearner: Tabular, PartHolding, PlainStepping, Replicable {
    /// The table's name, among parts and optimizers.
    static var part: String { get }
}

extension TableLearner {
    static var roundUnits: [Duration.Unit] { [.updates] }
    static var grouping: Grouping { .rows }
    static var stepped: String { part }
    var networks: [NetworkRole] { [] }

    func refusal(of models: [FiniteModel]) -> Unfit? { models.unfitSizes }
}
