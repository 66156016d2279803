import Config

/// How agents act while they learn a table of action values.
struct TableBehavior: Sendable {
    /// The field of a learner that offers it.
    static let field = Field(
        "behavior", .choice(Choices("behavior", [epsilonGreedy, uniform, always])), "How agents act while they learn"
    ).defaults(to: .object([.init("epsilon_greedy", .object([]))]))

    private static let epsilonGreedy = Component(
        "epsilon_greedy", "With probability ε any action, else the best one, any of equals.",
        fields: [Field("epsilon", .number(.unit), "ε").main.defaults(to: .number(0.1)).drawn])
    private static let uniform = Component(
        "uniform", "All actions are as likely, whatever has been learned.", fields: [])
    private static let always = Component(
        "always", "One action, whatever has been learned: no agent by itself sees what the others do.",
        fields: [Field("action", .integer(0...49), "Its number, from 0").main.drawn])

    let choice: ValueTable.Choice

    init(_ choice: Choice) {
        switch choice.kind {
        case Self.uniform.kind: self.choice = .exploring(1)
        case Self.always.kind: self.choice = .always(choice.settings(Self.always).integer("action"))
        default: self.choice = .exploring(choice.settings(Self.epsilonGreedy).number("epsilon"))
        }
    }

    /// Why agents cannot act so in such worlds; nil where they can.
    func refusal(of models: [FiniteModel]) -> Unfit? {
        guard case .always(let action) = choice, let model = models.first(where: { $0.actions <= action }) else {
            return nil
        }
        return .here(
            "'behavior' is always action \(action), and its world has actions 0 to \(model.actions - 1)",
            help: "another `behavior`, or worlds of more actions")
    }

    /// The mean of a state's action values under this behavior, ties shared.
    func mean(of row: UnsafePointer<Double>, actions: Int) -> Double {
        let epsilon: Double
        switch choice {
        case .always(let action): return row[action]
        case .greedy: epsilon = 0
        case .exploring(let share): epsilon = share
        }
        var (largest, sum) = (row[0], row[0])
        for action in 1..<max(actions, 1) {
            largest = max(largest, row[action])
            sum += row[action]
        }
        return (1 - epsilon) * largest + epsilon * (sum / Double(actions))
    }
}
