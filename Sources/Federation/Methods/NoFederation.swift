import Config

extension Method {
    /// No exchange at all: what every method is compared with.
    static let noFederation = Method(
        "none",
        "No exchange: every agent trains alone. The same as an empty `federation` list.",
        fields: [])
}
