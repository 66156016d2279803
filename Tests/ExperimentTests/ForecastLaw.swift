import Federation

@testable import Experiment

extension PlanCosts {
    /// What a whole run's ledger has otherwise than the plan said, in words; none where both agree.
    ///
    /// Both ways: every line of the run is one of the plan, and every line of the plan one of the run, a line that one lacks being of
    /// 0 bytes there. Each lies between the least and the most, and is exact where these are equal; all are where the plan says so.
    func contradictions(by run: Ledger) -> [String] {
        struct Line: Hashable {
            let exchange: String
            let direction: Ledger.Direction
            let kind: String
        }
        func bytes(_ ledger: Ledger) -> [Line: Int] {
            let lines = ledger.entries.map {
                (Line(exchange: $0.exchange, direction: $0.direction, kind: $0.kind), $0.bytes)
            }
            return Dictionary(uniqueKeysWithValues: lines)
        }
        let (spent, most, fewest) = (bytes(run), bytes(ledger), bytes(least))
        let lines = Set(spent.keys).union(most.keys).union(fewest.keys)
        return lines.compactMap { line in
            let (own, high, low) = (spent[line] ?? 0, most[line] ?? 0, fewest[line] ?? 0)
            guard own < low || own > high || isLedgerExact && low != high else { return nil }
            return "\(line.exchange) \(line.direction) \(line.kind): \(own), not from \(low) to \(high)"
        }.sorted()
    }
}
