import Config

/// The server sends the aggregate as it is.
struct SendAggregate: Server {
    static let component = Component("replace", "The server sends the aggregate as it is.", fields: [])

    static let spaces = Signature.Space.allCases
    static let sendsAggregates = true

    init(_ settings: Settings) {}

    func step(_ result: inout Batch, _ state: inout Stateless) {}
}
