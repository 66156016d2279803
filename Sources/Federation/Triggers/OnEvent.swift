import Config
import Determinism

/// Agents meet when something has happened to some of them.
struct OnEvent: Trigger {
    static let component = Component(
        "event", "After every `every` agents meet if something has happened to enough of them.",
        details: """
            They meet after round t where t mod E = 0 and enough of those who are there have seen the event since they met.
            Every agent looks at itself; whoever sees the event and could come tells the server, 1 byte. Who is away, by
            `participation` or `faults`, is drawn first: it tells nobody, and sees the event again when it is back, if it still is
            one. The plan bounds the bytes: at least none, at most those of a meeting after every `every`, and of a notice of
            every agent.
            """,
        source: Source(
            .federatedUCBVI, note: "agents meet when one of them has seen enough", evidence: .authorCode,
            grounds: [
                .from(.authorCode, "agents that look at themselves and call for a meeting"),
                .from(
                    .ours, "one byte for a call, looks after every `every`, and what becomes of calls of who is away"),
            ]),
        fields: [
            Field("of", .choice(from: Events.name), "What has happened").main.defaults(
                to: .object([.init("drift", .object([]))]))
        ])

    /// The event, which is the trigger.
    let event: any WatchingTrigger

    init(_ settings: Settings) { event = settings.make("of", from: Events.name) }

    func fires(_ stream: inout RandomStream) -> Bool? { nil }
}
