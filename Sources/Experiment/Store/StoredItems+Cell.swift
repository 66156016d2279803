extension StoredItems {
    /// What is of the whole cell. Constants of worlds and columns of measures are told by the language instead.
    static let cell: [StoredItem] = [
        StoredItem("/spec", [], "the spec as it was written, YAML", units: nil),
        StoredItem(
            "/plan", [], "the cell's plan, canonical JSON: what equals its default is left out, ranges are drawn",
            units: nil),
        StoredItem(
            "/plan_with_defaults", [],
            "the same plan, JSON, with every default written; of more than 32 agents the first 32",
            units: nil),
        StoredItem("/record/rows", [], "the lines of metrics.jsonl since the scheduled checkpoint before", units: nil),
        StoredItem("/ledger/exchange", ["lines"], "which exchange a line of the ledger is of", units: nil),
        StoredItem("/ledger/direction", ["lines"], "where it was sent: setup, up, down or peer", units: nil),
        StoredItem("/ledger/kind", ["lines"], "what was sent", units: nil),
        StoredItem("/ledger/bytes", ["lines"], "bytes on the wire since the start", units: "byte"),
        StoredItem("/metrics/steps", [], "environment steps of all agents since the start"),
        StoredItem("/metrics/rounds/<measure>", ["rows"], "the rounds of the rows"),
        StoredItem("/metrics/not_finite/<measure>", ["rows", "values"], "1 where a measured value is not finite"),
        StoredItem("/metrics/crossings/<place>/latest", ["latest"], "the last values, a ring by series", units: nil),
        StoredItem("/metrics/crossings/<place>/rounds", [], "rounds seen"),
        StoredItem("/metrics/crossings/<place>/crossed", ["series"], "the round of the first crossing, 0 before"),
        StoredItem("/metrics/divergence/agents", ["agents"], "since which round it is not finite, 0 where all is"),
        StoredItem("/metrics/divergence/measures", ["measures"], "since which round it is not finite, 0 where all is"),
        StoredItem("/metrics/running_sums/<place>/sums", ["copies"], "the sum over rounds", units: nil),
        StoredItem("/metrics/running_sums/<place>/latest", ["agents"], "what the next round adds", units: nil),
        StoredItem("/metrics/running_sums/<place>/versions", ["agents"], "which state that was read off"),
    ]
}
