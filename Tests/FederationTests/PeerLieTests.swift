import Config
import Determinism
import Testing

@testable import Federation
@testable import Learning

/// A liar that tells every receiver something else: the receiver's row, counted from 1.
private struct TwoFaced: LyingFault {
    static let component = Component("two_faced", "Agent a1 says who listens.", fields: [])
    let differsByReceiver = true
    let act = "lies"

    init(_ settings: Settings) {}

    func suspects(among names: [String]) -> Suspects { Suspects(certain: [1]) }
    func liars(among names: [String], _ stream: inout RandomStream) -> [Int] { [1] }

    func lie(_ rows: inout Batch, by liars: [Int], to receiver: Int?, _ passage: Passage) {
        guard let doubles = rows.doubles, let receiver else { return }
        for liar in liars {
            for column in 0..<doubles.width { doubles.row(liar)[column] = 100 * Double(receiver + 1) }
        }
    }
}

@Suite("Lies among agents that send to one another")
struct PeerLieTests {
    @Test("Every neighbor hears its own lie, behind guards, and a liar knows what it has", arguments: [false, true])
    func lies(isGuarded: Bool) throws {
        let language = try Language.federation.adding(Catalogue(Faults.name, [TwoFaced.self]))
        let guards = isGuarded ? #", "protect": [{"clip": {"norm": 1000}}]"# : ""
        let axes = PeerTests.axes(PeerTests.ring, #""faults": [{"two_faced": {}}]"# + guards)
        let composition = try #require(
            language[Methods.name].make(
                Choice(.object([.init("fedlsa", try CanonicalValue(parsing: axes))]))))
        var federation = try WeightingTests.federation("{}")
        federation.exchanges = [Exchange(composition, period: 1, among: federation.population)]
        federation.set([[1, 1, 1], [2, 2, 2], [3, 3, 3], [4, 4, 4]])
        federation.exchange()
        // a0 and a2 listen to a1, a3 does not; a1 itself has 1, 2 and 3.
        let expected: [Double] = [105 / 3, 6 / 3, 307.0 / 3, 8.0 / 3]
        #expect(federation.rows == expected.map { [$0, $0, $0] })
        #expect(federation.ledger.total == 8 * 24)
    }
}
