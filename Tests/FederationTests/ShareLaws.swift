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

    /// How many of a hundred an entry makes of its share, and as many as are there at most;
    /// nil where it is of no kind of entry that counts agents.
    private static func count(_ entry: any Axis) -> (count: Int, most: Int)? {
        switch entry {
        // What goes by time leaves the share out of it.
        case let own as any TimedParticipation: (100 - own.most(of: 100), 100)
        case let own as any Participation: (own.most(of: 100), 100)
        case let own as any LyingFault: (own.suspects(among: (0..<100).map { "a\($0)" }).count, 100)
        case let own as any SlowingFault:
            {
                var stream = StreamKey(seed: 1, owner: "exchange/x").stream(.exchange)
                return (own.slow(among: (0..<100).map { "a\($0)" }, &stream).count, 100)
            }()
        case let own as any Aggregator: (own.tolerated(of: 100) ?? -1, 49)
        case let own as Drift: (own.quorum(of: 100), 100)
        default: nil
        }
    }

    /// Shares of something else than agents: how far a table moves.
    private static let others: Set<Place> = [Place(kind: "soft", field: "share")]

    private static let catalogues: [(components: [Component], make: @Sendable (Choice) -> any Axis)] = {
        let language = Language.federation
        func catalogue<Product>(_ name: CatalogueName<Product>) -> ([Component], @Sendable (Choice) -> any Axis) {
            (
                language[name].components,
                { choice in
                    guard let axis = Language.federation[name].make(choice) as? any Axis else {
                        preconditionFailure("entries of these catalogues are axes")
                    }
                    return axis
                }
            )
        }
        return [
            catalogue(Triggers.name), catalogue(Events.name), catalogue(Uploads.name), catalogue(Aggregators.name),
            catalogue(Topologies.name), catalogue(Weightings.name), catalogue(Servers.name), catalogue(Guards.name),
            catalogue(Digests.name), catalogue(Participations.name), catalogue(Faults.name),
        ]
    }()

    private static func make(_ place: Place, _ share: Double) -> (any Axis)? {
        let choice = Choice(.object([.init(place.kind, .object([.init(place.field, .number(share))]))]))
        return catalogues.first { $0.components.contains { $0.kind == place.kind } }?.make(choice)
    }

    /// Every share of a catalogue.
    static let places = catalogues.flatMap { catalogue in
        catalogue.components.flatMap { component in
            component.fields.filter { ["share", "fraction", "quorum"].contains($0.key) }.map {
                Place(kind: component.kind, field: $0.key)
            }
        }
    }.filter { !others.contains($0) }

    @Test("Every hundredth of a hundred", arguments: places)
    func hundredths(place: Place) throws {
        for percent in 1...99 {
            // The filter has less than half.
            if place.kind == "filter", percent >= 50 { continue }
            let entry = try #require(Self.make(place, Double(percent) / 100))
            let found = try #require(Self.count(entry), "what \(place) says of a hundred agents is not known here")
            #expect(found.count == min(percent, found.most), "\(percent) hundredths")
        }
    }

    @Test("Shares of agents are found, and those of something else are there")
    func complete() {
        #expect(Self.places.count >= 7)
        for other in Self.others { #expect(Self.make(other, 0.5) != nil) }
    }
}
