import Config
import Federation

/// Bytes on the wire so far, by direction.
struct Bytes: Measure {
    static let component = Component(
        "bytes",
        "Bytes on the wire since the start, as the ledger counts them: setup, up (to the server), down, and "
            + "peer (from agent to agent) where agents send to one another.",
        fields: [])
    static let scale = MeasureScale(.lowerIsBetter, in: "bytes", beginsAtZero: true)

    init(_ settings: Settings) {}

    func value(of round: RoundReport) -> MeasureValue? {
        .named(
            round.directions.map { way in
                let bytes = round.ledger.entries.reduce(0) { $0 + ($1.direction == way ? $1.bytes : 0) }
                return (way.rawValue, .count(bytes))
            })
    }
}
