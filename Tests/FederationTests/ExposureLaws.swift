import Config
import Determinism
import Testing

@testable import Federation

/// How many liars are in one result, and how many are borne, against a program that tries everything: who comes, who lies, whose
/// result it is, and of whom it is made.
@Suite("Liars in one result")
struct ExposureLaws {
    static let names = ["a", "b", "c", "d", "e"]

    /// Axes that say who sends to whom and whose uploads make one result, and what that means.
    struct Shape: Sendable, CustomTestStringConvertible {
        let axes: String
        /// By agent: those whose uploads can be in its result, itself among them; nobody where it goes on from its own.
        let circles: [[Int]]
        /// Whether any of them can be left out.
        var isOpen = false
        var testDescription: String { axes }
    }

    private static let everybody = [Array(0..<5), Array(0..<5), Array(0..<5), Array(0..<5), Array(0..<5)]
    private static let ring = [[0, 1, 4], [0, 1, 2], [1, 2, 3], [2, 3, 4], [0, 3, 4]]
    private static let edges =
        #""topology": {"peer_to_peer": {"graph": {"edges": {"pairs": [["a","b"],["b","c"],["c","d"]]}}}}"#
    private static func labels(_ lists: String) -> String {
        #""weights": {"groups": {"by": {"label": {"groups": \#(lists)}}}}"#
    }
    private static let curves = #""weights": {"groups": {"by": {"return_curve": {}}}}"#
    private static let peers = #""topology": {"peer_to_peer": {"graph": {"ring": {}}}}"#

    static let shapes = [
        Shape(axes: #""topology": {"server": {}}"#, circles: everybody),
        Shape(axes: #""topology": {"peer_to_peer": {}}"#, circles: everybody),
        Shape(axes: peers, circles: ring),
        Shape(axes: edges, circles: [[0, 1], [0, 1, 2], [1, 2, 3], [2, 3], [4]]),
        Shape(axes: #""weights": {"identity": {}}"#, circles: [[], [], [], [], []]),
        Shape(axes: labels(#"[["a","b"]]"#), circles: [[0, 1], [0, 1], [2, 3, 4], [2, 3, 4], [2, 3, 4]]),
        Shape(axes: labels(#"[["a","b","c"],["d"]]"#), circles: [[0, 1, 2], [0, 1, 2], [0, 1, 2], [3], [4]]),
        Shape(axes: labels(#"[["a","b"]]"#) + ", " + peers, circles: [[0, 1], [0, 1], [2, 3], [2, 3, 4], [3, 4]]),
        Shape(axes: curves, circles: everybody, isOpen: true),
        Shape(axes: curves + ", " + peers, circles: ring, isOpen: true),
        Shape(axes: #""weights": {"groups": {"by": {"return_curve": {}}, "count": 1}}"#, circles: everybody),
        Shape(axes: #""weights": {"similarity": {}}, "aggregate": {"mean": {}}"#, circles: everybody),
    ]

    /// Who lies: the faults, and every set of agents that can be the liars.
    static let lies: [(faults: [String], liars: [Set<Int>])] = {
        func fault(_ who: String) -> String { #"{"byzantine": {\#(who)}}"# }
        let (one, two) = (sets(of: 1), sets(of: 2))
        return [
            ([fault(#""agents": ["a"]"#)], [[0]]), ([fault(#""agents": ["c", "d"]"#)], [[2, 3]]),
            ([fault(#""count": 1"#)], one), ([fault(#""fraction": 0.4"#)], two),
            ([fault(#""agents": ["a", "b"]"#), fault(#""agents": ["b", "a"]"#)], [[0, 1]]),
            ([fault(#""agents": ["e"]"#), fault(#""count": 1"#)], one.map { $0.union([4]) }),
            ([fault(#""count": 0"#)], []), ([fault(#""agents": ["a", "b", "c", "d", "e"]"#)], [Set(0..<5)]),
        ]
    }()

    /// Every set of so many of five.
    static func sets(of size: Int) -> [Set<Int>] {
        (0..<32).map { bits in Set((0..<5).filter { bits >> $0 & 1 == 1 }) }.filter { $0.count == size }
    }

    static func composition(_ axes: [String]) throws -> Composition {
        let values = try CanonicalValue(parsing: "{" + axes.joined(separator: ", ") + "}")
        return try #require(Language.federation[Methods.name].make(Choice(.object([.init("fedlsa", values)]))))
    }

    /// The worst result of an honest agent, or of anybody where nobody is honest.
    static func worst(
        _ shape: Shape, _ liars: [Set<Int>], present: [Set<Int>], _ aggregator: any Aggregator
    ) -> (liars: Int, senders: Int) {
        var worst = (margin: Int.min, liars: 0, senders: 1)
        for there in present {
            for liars in liars {
                for receiver in there where liars.count == 5 || !liars.contains(receiver) {
                    let circle = shape.circles[receiver].filter { there.contains($0) }
                    let choices =
                        shape.isOpen ? (0..<32).map { bits in circle.filter { bits >> $0 & 1 == 1 } } : [circle]
                    for senders in choices where senders.contains(receiver) {
                        let number = senders.count { liars.contains($0) }
                        let margin = number - (aggregator.tolerated(of: senders.count) ?? 0)
                        guard number > 0, (margin, senders.count) > (worst.margin, worst.senders) else { continue }
                        worst = (margin, number, senders.count)
                    }
                }
            }
        }
        return (worst.liars, worst.senders)
    }

    @Test("The worst that can be is found, whoever comes and whoever lies", arguments: shapes)
    func worst(shape: Shape) throws {
        let attendances: [(axes: [String], faults: [String], sizes: ClosedRange<Int>)] = [
            ([], [], 5...5), ([#""participation": {"count": {"number": 3}}"#], [], 3...3),
            ([], [#"{"dropout": {"probability": 0.5}}"#], 2...5), ([], [#"{"dropout": {"probability": 0}}"#], 5...5),
            ([#""participation": {"fraction": {"share": 0.7}}"#], [#"{"dropout": {"probability": 0.1}}"#], 2...4),
        ]
        var beyond = 0
        for aggregate in ["median", "trimmed_mean", "krum", "mean"] {
            let own = shape.axes.contains("aggregate") ? [] : [#""aggregate": {"\#(aggregate)": {}}"#]
            for attendance in attendances {
                let present = attendance.sizes.flatMap { Self.sets(of: $0) }
                for (faults, liars) in Self.lies {
                    let list = #""faults": ["# + (faults + attendance.faults).joined(separator: ", ") + "]"
                    let composition = try Self.composition([shape.axes, list] + own + attendance.axes)
                    let found = composition.exposure(among: Self.names.map { Facts.Peer($0) })
                    guard !liars.isEmpty else {
                        #expect(found == nil)
                        continue
                    }
                    let expected = Self.worst(shape, liars, present: present, composition.aggregator)
                    let exposure = try #require(found)
                    #expect(
                        (exposure.liars, exposure.senders) == expected, "\(aggregate), \(attendance), \(faults)")
                    #expect(exposure.tolerated == composition.aggregator.tolerated(of: exposure.senders))
                    beyond += exposure.isBeyond ? 1 : 0
                }
            }
        }
        #expect((beyond > 0) == shape.circles.contains { $0.count > 1 })
    }

    @Test("Of meetings and liars that are known, the worst that happens is found", arguments: shapes)
    func happened(shape: Shape) throws {
        var stream = StreamKey(seed: 7, owner: "test/meetings").stream(.sampling)
        let composition = try Self.composition(
            [shape.axes, #""faults": [{"byzantine": {"count": 2}}]"#]
                + (shape.axes.contains("aggregate") ? [] : [#""aggregate": {"median": {}}"#]))
        for _ in 1...40 {
            let meetings = (1...3).map { _ in
                Set(stream.distinctIndices(2 + stream.index(below: 4), below: 5))
            }
            let liars = Set(stream.distinctIndices(2, below: 5))
            let found = try #require(
                composition.exposure(
                    among: Self.names.map { Facts.Peer($0) }, liars: liars, at: meetings.map { $0.sorted() }))
            #expect(
                (found.liars, found.senders)
                    == Self.worst(shape, [liars], present: meetings, composition.aggregator), "\(meetings), \(liars)")
        }
    }

    @Test("Groups by numbers of worlds are those of the numbers, and anything where they are not known")
    func constants() throws {
        let composition = try Self.composition([
            #""weights": {"groups": {"by": {"world_constant": {"name": "wind"}}}}"#, #""aggregate": {"median": {}}"#,
            #""faults": [{"byzantine": {"count": 1}}]"#,
        ])
        func exposure(_ winds: [Double?]) throws -> Exposure {
            try #require(
                composition.exposure(
                    among: zip(Self.names, winds).map { name, wind in
                        Facts.Peer(name, constants: wind.map { [.init("wind", $0)] } ?? [])
                    }))
        }
        let two = try exposure([0, 0.1, 0, 5, 5])
        #expect(two.liars == 1 && two.senders == 2 && two.isBeyond)
        let alone = try exposure([0, 0.1, 0, 0, 5])
        #expect(alone.liars == 1 && alone.senders == 4 && !alone.isBeyond)
        #expect(try exposure([0, 0, 0, 0, nil]).isBeyond)
    }

    @Test("Whoever is drawn to come is who meets, and rankings and rare meetings are not drawn")
    func attended() throws {
        func attended(_ axes: String) throws -> [[Int]]? {
            var facts = Facts("x", agents: [])
            facts.peers = Self.names.map { Facts.Peer($0) }
            facts.keys = [StreamKey(seed: 3, owner: "exchange/x")]
            (facts.period, facts.meetings) = (2, 50)
            return try Self.composition([axes]).attended(facts, group: 0, atMost: 250)
        }
        #expect(try attended(#""faults": []"#) == nil)
        #expect(try attended(#""participation": {"best": {}}"#) == nil)
        let three = try #require(try attended(#""participation": {"count": {"number": 3}}"#))
        #expect(three.count == 50 && three.allSatisfy { $0.count == 3 } && Set(three).count > 5)
        let few = try #require(try attended(#""faults": [{"dropout": {"probability": 0.6}}]"#))
        #expect(few.count < 50 && few.allSatisfy { $0.count >= 2 } && Set(few.map(\.count)).count > 1)
        let rare = try #require(
            try attended(#""when": {"probability": {"probability": 0.2}}, "participation": {"count": {"number": 3}}"#))
        #expect(rare.count < 25)
    }
}

@Suite("How far those who are borne can take a result")
struct ReachLaws {
    /// Some honest rows near a point, and some that are anything at all.
    private static func rows(_ honest: Int, _ liars: Int, far: Double, seed: UInt64) -> [[Double]] {
        var stream = StreamKey(seed: seed, owner: "test/reach").stream(.sampling)
        let length = stream.uniform(from: 0, to: 10)
        let lie = (0..<20).map { _ in far * stream.uniform(from: -1, to: 1) }
        return (0..<honest).map { _ in (0..<20).map { _ in length + stream.uniform(from: -1, to: 1) } }
            + (0..<liars).map { _ in lie }
    }

    @Test(
        "The geometric median stays within max(‖c‖, R + q ν, R (1 + q)/(1 − q)) of the others, after any number of steps",
        arguments: [1e-3, 0.1, 3, 100, 1000], [1, 2, 8, 50])
    func geometricMedian(smoothing: Double, iterations: Int) throws {
        let values = CanonicalValue.object(
            sorting: [("smoothing", .number(smoothing)), ("iterations", .integer(iterations))])
        let aggregator = AggregatorLaws.aggregator("geometric_median", values)
        var farthest = 0.0
        for (trial, far) in [0.5, 10, 1e3, 1e6, 1e12].enumerated() {
            for liars in 0...4 {
                let rows = Self.rows(9 - liars, liars, far: far, seed: UInt64(trial * 5 + liars))
                let honest = Array(rows[..<(9 - liars)])
                let center = (0..<20).map { column in honest.reduce(0) { $0 + $1[column] } / Double(honest.count) }
                let spread = honest.map { AggregatorLaws.length($0, center) }.max() ?? 0
                let found = try AggregatorLaws.combine("geometric_median", rows, .double, values)
                let share = Double(liars) / Double(9 - liars)
                let reach = aggregator.reach(of: liars, among: 9)
                #expect(abs(reach - share * smoothing) <= 1e-12 * smoothing)
                let size = AggregatorLaws.length(center, center.map { _ in 0 })
                let bound = max(size, spread + reach, spread * (1 + share) / (1 - share))
                let distance = AggregatorLaws.length(found, center)
                #expect(distance <= bound * (1 + 1e-9), "\(liars) at \(far)")
                farthest = max(farthest, distance / bound)
            }
        }
        // The bound says something: it is nearly met where ν is all there is.
        if smoothing == 1000, iterations > 2 { #expect(farthest > 0.3) }
    }

    @Test("The filter's mean stays within its reach of an upload that is no lie", arguments: [0.1, 1, 30, 1000])
    func filter(deviation: Double) throws {
        let values = CanonicalValue.object(sorting: [("deviation", .number(deviation))])
        let aggregator = AggregatorLaws.aggregator("filter", values)
        for (trial, far) in [0.5, 1.5, 10, 1e3, 1e6].enumerated() {
            for liars in 0...3 {
                let rows = Self.rows(9 - liars, liars, far: far * deviation, seed: UInt64(trial * 4 + liars))
                let found = try AggregatorLaws.combine("filter", rows, .double, values)
                let honest = rows[..<(9 - liars)]
                let spread = honest.flatMap { one in honest.map { AggregatorLaws.length(one, $0) } }.max() ?? 0
                let nearest = honest.map { AggregatorLaws.length($0, found) }.min() ?? .infinity
                #expect(nearest <= max(aggregator.reach(of: liars, among: 9), 2 * spread), "\(liars) at \(far)")
            }
        }
    }

    @Test(
        "Whoever says nothing of lengths has no reach",
        arguments: ["median", "krum", "trimmed_mean", "minimum_diameter"])
    func none(kind: String) { #expect(AggregatorLaws.aggregator(kind).reach(of: 3, among: 9) == 0) }
}
