internal import Determinism
internal import Experiment
internal import Federation

extension PlanPage {
    /// Who lies in which exchange, and how many the aggregate bears; a row for every cell and replica. Empty where nobody can.
    var liars: Table {
        var table = Table(
            "Liars",
            caption:
                "Drawn once for the whole run. What an aggregate bears is of the senders of one result: of the one that an honest "
                + "agent goes on from in which liars are most beyond it, those of all faults together. Beyond others: how far those who "
                + "are borne can take it by what the aggregate is told, in the unit of uploads.",
            columns: [
                .text("arm", key: "arm"), .numbers("seed", keys: "seed"), .text("exchange", key: "exchange"),
                .text("attack", key: "attack"), .numbers("liars", keys: "liars"), .text("who", key: "who"),
                .numbers("in one result", keys: "at_worst"), .numbers("of", keys: "senders"),
                .text("aggregate", key: "aggregate"), .numbers("bears", keys: "bears"),
                .numbers("beyond others", keys: "reach"),
            ])
        for plan in plans {
            for line in plan.liars {
                table.append([
                    .text(line.replica.map { "\(plan.arm) replica \($0)" } ?? plan.arm), .label(Int(plan.seed)),
                    .text(line.exchange), .text(line.liars.act), .count(line.liars.names.count),
                    .text(line.liars.names.joined(separator: ", ")), .count(line.exposure.liars),
                    .count(line.exposure.senders), .text(line.aggregate),
                    line.exposure.tolerated.map(Table.Cell.count) ?? .blank, .figure(line.exposure.reach),
                ])
            }
        }
        return table
    }

    /// The first rows, for people.
    func shown(_ table: Table) -> Table {
        guard table.rows.count > 24 else { return table }
        var shown = table
        shown.rows = Array(table.rows.prefix(24))
        shown.caption += " And \(NumberText.grouped(table.rows.count - 24)) more rows (--json has all)."
        return shown
    }
}
