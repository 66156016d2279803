import Config

/// No exchange at all: what every method is compared with.
struct NoFederation: Method {
    static let component = Component(
        "none",
        "No exchange: every agent trains alone. The same as an empty `federation` list.",
        fields: [])

    let settings: Settings

    init(_ settings: Settings) { self.settings = settings }
}
