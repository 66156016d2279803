import Config
import Determinism
import Testing

@testable import Federation
@testable import Learning

/// Shares of a number of agents: hundredths of a hundred are that many, wherever a spec can write a share.
@Suite("Shares of agents are whole numbers of them")
struct ShareLaws {
    /// Where a spec can write a share of agents or uploads: the component's kind and the field's key.
    struct Place: Sendable, Hashable, CustomTestStringConvertible {
        let kind: String
        let field: String
        var testDescription: String { "\(kind).\(field)" }
    }

    /// By place: how many of a hundred a share is, or as many as are there at most.
    private static let counts: [Place: @Sendable (CanonicalValue) -> (count: Int, most: Int)] = [
        Place(kind: "fraction", field: "share"): { (make($0, FractionOfAgents.self).most(of: 100), 100) },
        Place(kind: "slowest_excluded", field: "share"): { (100 - make($0, SlowestExcluded.self).most(of: 100), 100) },
        Place(kind: "byzantine", field: "fraction"): { (make($0, Byzantine.self).number(among: 100), 100) },
        Place(kind: "straggling", field: "share"): { settings in
            var stream = StreamKey(seed: 1, owner: "exchange/x").stream(.exchange)
            let names = (0..<100).map { "a\($0)" }
            return (make(settings, Straggling.self).slow(among: names, &stream).count, 100)
        },
        Place(kind: "trimmed_mean", field: "share"): { (make($0, TrimmedMean.self).tolerated(of: 100) ?? -1, 49) },
        Place(kind: "filter", field: "share"): { (make($0, Filter.self).tolerated(of: 100) ?? -1, 49) },
        Place(kind: "drift", field: "quorum"): { (make($0, Drift.self).quorum(of: 100), 100) },
    ]

    /// Shares of something else than agents: how far a table moves.
    private static let others: Set<Place> = [Place(kind: "soft", field: "share")]

    private static func make<A: Axis>(_ settings: CanonicalValue, _ type: A.Type) -> A {
        A(Settings(A.component.fields, settings, in: .federation))
    }

    static let places = counts.keys.sorted { $0.testDescription < $1.testDescription }

    @Test("Every hundredth of a hundred", arguments: places)
    func hundredths(place: Place) throws {
        let count = try #require(Self.counts[place])
        for percent in 1...99 {
            // The filter has less than half.
            if place.kind == "filter", percent >= 50 { continue }
            let (found, most) = count(.object([.init(place.field, .number(Double(percent) / 100))]))
            #expect(found == min(percent, most), "\(percent) hundredths")
        }
    }

    @Test("No share of a catalogue is left out")
    func complete() {
        let language = Language.federation
        let catalogues = [
            language[Triggers.name].components, language[Events.name].components, language[Uploads.name].components,
            language[Aggregators.name].components, language[Topologies.name].components,
            language[Weightings.name].components, language[Servers.name].components, language[Guards.name].components,
            language[Digests.name].components, language[Participations.name].components,
            language[Faults.name].components,
        ]
        let found = catalogues.joined().flatMap { component in
            component.fields.filter { ["share", "fraction", "quorum"].contains($0.key) }.map {
                Place(kind: component.kind, field: $0.key)
            }
        }
        #expect(Set(found) == Set(Self.places).union(Self.others))
    }
}
