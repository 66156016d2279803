internal import Determinism
internal import Experiment

extension PlanPage {
    /// Agents that are shown by name; of more, the first ones.
    private static let mostAgents = 12

    /// Where agents stand on the virtual clocks of arms that have one; arms of equal ones together.
    var clocks: [(plans: [CellPlan], forecast: TimeForecast)] {
        var groups: [(plans: [CellPlan], forecast: TimeForecast)] = []
        for plan in arms {
            guard let forecast = plan.timeForecast else { continue }
            if let index = groups.firstIndex(where: { $0.forecast == forecast }) {
                groups[index].plans.append(plan)
            } else {
                groups.append(([plan], forecast))
            }
        }
        return groups
    }

    /// How long agents' rounds take on a virtual clock, and how far they come.
    static func clock(_ forecast: TimeForecast) -> Table {
        let agents = forecast.agents
        var table = Table(
            "Virtual clock", caption: words(forecast),
            columns: [
                .text("agent", key: "agent"), .numbers("time per round", keys: "time_per_round"),
                .numbers("rounds", keys: "rounds"), .numbers("meetings ≤", keys: "meetings"),
                .numbers("done at", keys: "done"),
            ])
        for agent in agents.prefix(mostAgents) {
            table.append([
                .text(agent.name), .text(NumberText.short(agent.timePerRound, decimals: 3)), .count(agent.rounds),
                .count(agent.meetings), agent.done.map { .text(NumberText.short($0, decimals: 3)) } ?? .blank,
            ])
        }
        if agents.count > mostAgents {
            table.append([.text("… and \(agents.count - mostAgents) more"), .blank, .blank, .blank, .blank])
        }
        return table
    }

    private static func words(_ forecast: TimeForecast) -> String {
        guard let end = forecast.end else {
            return "The run's time is unknown: who waits for whom depends on what agents come to."
        }
        let length = NumberText.short(end, decimals: 3)
        if forecast.isAsynchronous {
            return
                "The run takes \(length) units of time; nobody waits. What agents have not brought to the server by then is in "
                + "no row."
        }
        let late = forecast.agents.filter { $0.done.map { $0 > end } ?? false }
        let last = late.compactMap(\.done).max().map { NumberText.short($0, decimals: 3) }
        return "The run takes \(length) units of time: agents that meet wait for the last one."
            + (last.map {
                " Whoever is not waited for at the end (\(late.count) of \(forecast.agents.count)) has done as many rounds later, the "
                    + "last at \($0)."
            } ?? "")
    }

    /// The same for programs; nothing where nothing is said of time.
    var clockMembers: [(String, CanonicalValue)] {
        let clocks = arms.compactMap { plan in
            plan.timeForecast.map { forecast in
                CanonicalValue.object(sorting: [
                    ("arm", .text(plan.arm)), ("seed", .integer(Int(plan.seed))),
                    ("end", forecast.end.map(CanonicalValue.number) ?? .null),
                    (
                        "agents",
                        .list(
                            forecast.agents.map { agent in
                                .object(sorting: [
                                    ("agent", .text(agent.name)), ("time_per_round", .number(agent.timePerRound)),
                                    ("rounds", .integer(agent.rounds)), ("meetings", .integer(agent.meetings)),
                                    ("done", agent.done.map(CanonicalValue.number) ?? .null),
                                ])
                            })
                    ),
                ])
            }
        }
        return clocks.isEmpty ? [] : [("clock", .list(clocks))]
    }
}
