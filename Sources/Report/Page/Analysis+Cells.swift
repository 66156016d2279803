internal import Experiment

// What cells are and what they sent, whatever they measured.
extension Analysis {
    private typealias Cell = Table.Cell

    /// Bytes of a cell by direction, mean over the cells of each arm.
    var wire: Table {
        var directions = distinct(cells.lazy.flatMap(\.ledger).map(\.direction))
        let order = ["setup", "up", "down", "peer"]
        directions.sort { (order.firstIndex(of: $0) ?? order.count) < (order.firstIndex(of: $1) ?? order.count) }
        var table = Table(
            "Bytes on the wire",
            caption:
                "Per cell, mean over seeds. Setup: what every agent must have before the first round. Up: from the "
                + "agents to the server. Down: to the agents, counted once per receiver. Peer: from agent to agent.",
            columns: [.text("arm", key: "arm")] + directions.map { .numbers($0, keys: $0) }
                + [.numbers("total", keys: "total")])
        guard !directions.isEmpty else { return table }
        for arm in arms {
            let sums = directions.map { direction in
                mean(arm.cells.map { $0.ledger.first { $0.direction == direction }?.bytes ?? 0 })
            }
            table.append([.text(arm.name)] + sums.map(Cell.bytes) + [.bytes(sums.reduce(0, +))])
        }
        return table
    }

    /// The cells, their progress and fingerprints.
    var provenance: Table {
        var table = Table(
            "Cells",
            caption:
                "A cell's fingerprint covers everything that shapes its state: equal ones give equal bits. Unverified: the "
                + "first round whose row no checkpoint vouches for.",
            columns: [
                .text("arm", key: "arm"), .numbers("seed", keys: "seed"), .numbers("round", keys: "round"),
                .numbers("of", keys: "rounds"), .text("cell fingerprint", key: "fingerprint"),
                .numbers("unverified", keys: "unverified_from"),
            ])
        for cell in cells {
            table.append([
                .text(cell.arm), .label(cell.seed), .count(cell.lastRound),
                .count(cell.plannedRounds), .text(cell.fingerprint), cell.unverifiedFrom.map(Cell.count) ?? .blank,
            ])
        }
        return table
    }
}
