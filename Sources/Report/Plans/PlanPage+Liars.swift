internal import Determinism
internal import Experiment
internal import Federation

extension PlanPage {
    /// Who lies in which exchange, and how many the aggregate bears; a row for every cell and replica. Empty where nobody can.
    var liars: Table {
        var table = Table(
            "Liars",
            caption: "Drawn once for the whole run. What an aggregate bears is of the senders of one result.",
            columns: [
                .text("arm", key: "arm"), .numbers("seed", keys: "seed"), .text("exchange", key: "exchange"),
                .text("attack", key: "attack"), .numbers("liars", keys: "liars"), .numbers("of", keys: "senders"),
                .text("who", key: "who"), .text("aggregate", key: "aggregate"), .numbers("bears", keys: "bears"),
            ])
        for plan in plans {
            for line in plan.liars {
                table.append([
                    .text(line.replica.map { "\(plan.arm) replica \($0)" } ?? plan.arm), .label(Int(plan.seed)),
                    .text(line.exchange), .text(line.liars.act), .count(line.liars.names.count),
                    .count(line.exposure.senders), .text(line.liars.names.joined(separator: ", ")),
                    .text(line.aggregate), line.exposure.tolerated.map(Table.Cell.count) ?? .blank,
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
