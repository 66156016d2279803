import Config
import Determinism
import Testing

@testable import Federation
@testable import Learning

/// Laws of every attack, over the catalogue: a new entry is under them without a line here.
@Suite("Laws of every attack")
struct AttackLaws {
    static let kinds = Language.federation[Attacks.name].components.map(\.kind)
    static let onWire = kinds.filter { attack($0) is any WireAttack }

    static func attack(_ kind: String, _ values: CanonicalValue = .object([])) -> any Attack {
        Language.federation[Attacks.name].make(Choice(.object([.init(kind, values)])))
    }

    static func passage(_ asked: Int = 1, round: Int = 3) -> Passage {
        Passage(
            exchange: "x", senders: [], agents: [], round: round, asked: asked,
            key: StreamKey(seed: 7, owner: "exchange/x"), phase: ExchangePhase.phase(ExchangePhase.lies, 0))
    }

    static func fault(_ values: [(String, CanonicalValue)]) -> any LyingFault {
        let faults = Language.federation[Faults.name]
        let fault = faults.make(Choice(.object([.init("byzantine", .object(sorting: values))])))
        guard let lying = fault as? any LyingFault else { preconditionFailure("it lies") }
        return lying
    }

    /// What arrives of rows of which some are a liar's. Behind every 4 numbers of a row lies one of padding, which no lie may fill.
    static func lies(
        _ kind: String, _ rows: [[Double]], by liars: [Int], _ precision: Part.Precision = .double,
        _ values: CanonicalValue = .object([]), to receiver: Int? = nil, asked: Int = 1, round: Int = 3
    ) -> [[Double]] {
        let columns = rows[0].count
        let width = columns / 4 * 5
        let places = (0..<columns / 4).map { $0 * 5..<$0 * 5 + 4 }
        let part = Part("part", width: width, columns: places, precision: precision, shape: "")
        let signature = Signature("parameters", [part])
        let choice = CanonicalValue.object([.init(kind, values)])
        func numbers<Number: BinaryFloatingPoint>(_ type: Number.Type) -> [[Double]] {
            var flat: [Number] = []
            for row in rows {
                for (column, number) in row.enumerated() {
                    flat += column % 4 == 3 ? [Number(number), 7] : [Number(number)]
                }
            }
            flat.withUnsafeMutableBytes { flat in
                var batch = Batch(
                    signature, Request(.parts([part]), signature), count: rows.count, base: flat.baseAddress, epoch: 1)
                fault([("attack", choice)]).lie(&batch, by: liars, to: receiver, passage(asked, round: round))
            }
            return rows.indices.map { row in
                let own = Array(flat[row * width..<(row + 1) * width])
                let padding = (0..<columns / 4).map { own[$0 * 5 + 4] }
                #expect(padding.allSatisfy { $0 == 7 || $0 == 0 }, "padding stays, or becomes zero")
                var numbers: [Double] = []
                for place in places { numbers += own[place].map { Double($0) } }
                return numbers
            }
        }
        return precision == .single ? numbers(Float.self) : numbers(Double.self)
    }

    @Test("Honest rows stay, liars' do not, and the same stream lies the same", arguments: onWire)
    func honest(kind: String) {
        for precision in AggregatorLaws.precisions {
            let rows = AggregatorLaws.rows(7, width: 40, seed: 11)
            let found = Self.lies(kind, rows, by: [1, 4, 5], precision)
            for row in rows.indices { #expect((found[row] == rows[row]) == ![1, 4, 5].contains(row), "row \(row)") }
            #expect(found == Self.lies(kind, rows, by: [1, 4, 5], precision))
            #expect(found.allSatisfy { $0.allSatisfy { $0.isFinite } })
        }
    }

    @Test(
        "What is drawn is drawn anew at every meeting and question, and for every receiver where it says so",
        arguments: onWire)
    func draws(kind: String) {
        let rows = AggregatorLaws.rows(5, width: 40, seed: 12)
        let one = Self.lies(kind, rows, by: [0, 2])
        let isDrawn = one != Self.lies(kind, rows, by: [0, 2], round: 4)
        #expect(isDrawn == (one != Self.lies(kind, rows, by: [0, 2], asked: 2)))
        #expect(one == Self.lies(kind, rows, by: [0, 2], to: 1), "one lie for all, unless told")
        let component = Language.federation[Attacks.name][kind]
        #expect(isDrawn == (component?.field(EachReceiver.field.key) != nil))
        guard isDrawn else { return }
        let each = CanonicalValue.object(sorting: [(EachReceiver.field.key, .boolean(true))])
        #expect(Self.fault([("attack", .object([.init(kind, each)]))]).differsByReceiver)
        let told = (0..<3).map { Self.lies(kind, rows, by: [0, 2], .double, each, to: $0) }
        #expect(told[0] != told[1] && told[1] != told[2] && told[0] != told[2])
        #expect(told[1] == Self.lies(kind, rows, by: [0, 2], .double, each, to: 1))
    }

    @Test("Streams to receivers are unlike those to all, and unlike those of other questions")
    func streams() {
        var seen: Set<UInt64> = []
        let (receivers, questions) = (Passage.numberedReceivers, Passage.numberedQuestions)
        for asked in [1, 2, questions - 1] {
            for receiver in [nil, 0, 1, 2, receivers - 1, receivers, receivers + 1, 1_000_000] {
                var stream = Self.passage(asked).stream(to: receiver)
                seen.insert(stream.next64())
            }
        }
        #expect(seen.count == 24)
        for asked in [questions, 3 * questions + 1] {
            for receiver in [0, 1, receivers, 1_000_000] {
                var stream = Self.passage(asked).stream(to: receiver)
                seen.insert(stream.next64())
            }
        }
        #expect(seen.count == 32, "there is no last receiver and no last question")
        var next = Passage(
            exchange: "x", senders: [], agents: [], round: 3, asked: 0, key: StreamKey(seed: 7, owner: "exchange/x"),
            phase: ExchangePhase.phase(ExchangePhase.lies, 1)
        ).stream
        #expect(!seen.contains(next.next64()), "the next fault's streams begin behind")
    }

    @Test("Every attack lies somewhere, and in one place")
    func complete() {
        for kind in Self.kinds {
            let attack = Self.attack(kind)
            #expect((attack is any WireAttack) != (attack is any WorldAttack), "\(kind)")
        }
        #expect(!Self.onWire.isEmpty && Self.onWire.count < Self.kinds.count)
    }
}

@Suite("Attacks")
struct AttackTests {
    static let rows = AggregatorLaws.rows(6, width: 400, seed: 13)

    static func mean(_ rows: [[Double]]) -> [Double] {
        rows[0].indices.map { column in rows.reduce(0) { $0 + $1[column] } / Double(rows.count) }
    }

    @Test("The opposite, too much, and nothing")
    func plain() {
        #expect(AttackLaws.lies("sign_flip", Self.rows, by: [2])[2] == Self.rows[2].map { -2.5 * $0 })
        #expect(AttackLaws.lies("scaled", Self.rows, by: [2])[2] == Self.rows[2].map { 10 * $0 })
        #expect(AttackLaws.lies("zero", Self.rows, by: [2])[2] == Self.rows[2].map { _ in 0 })
    }

    @Test("Uniform numbers fill their range, each liar's its own")
    func uniform() {
        let found = AttackLaws.lies("random_vectors", Self.rows, by: [0, 5])
        let numbers = found[0] + found[5]
        #expect(found[0] != found[5] && numbers.allSatisfy { abs($0) <= 1000 })
        // The mean of 800 numbers of U(±1000) has deviation 1000/√(3 · 800) = 20.4, their mean square 10⁶/3 · (1 ± 0.032).
        let (sum, squares) = (numbers.reduce(0, +), numbers.reduce(0) { $0 + $1 * $1 })
        #expect(abs(sum / 800) < 5 * 20.4)
        let ratio = squares / 800 / (1e6 / 3)
        #expect(abs(ratio - 1) < 5 * 0.032)
    }

    @Test("The plain mean of honest and cancelling rows is zero")
    func cancelling() {
        for precision in AggregatorLaws.precisions {
            for liars in [[0], [1, 2, 3], [0, 1, 2, 3, 4, 5]] {
                let found = AttackLaws.lies("average_zero", Self.rows, by: liars, precision)
                let bound = 50 * AggregatorLaws.step(precision)
                #expect(Self.mean(found).allSatisfy { abs($0) <= bound }, "\(liars)")
                #expect(liars.allSatisfy { found[$0] == found[liars[0]] })
            }
        }
    }

    @Test("A random direction is at a right angle to the upload, and as long")
    func rightAngle() {
        let found = AttackLaws.lies("random_direction", Self.rows, by: [1, 3])
        for row in [1, 3] {
            let product = zip(found[row], Self.rows[row]).reduce(0) { $0 + $1.0 * $1.1 }
            let zero = Self.rows[row].map { _ in 0.0 }
            let (length, own) = (AggregatorLaws.length(found[row], zero), AggregatorLaws.length(Self.rows[row], zero))
            #expect(abs(product) <= 1e-12 * own * own && abs(length - own) <= 1e-12 * own)
        }
        #expect(found[1] != found[3])
        let nothing = [[Double]](repeating: [Double](repeating: 0, count: 8), count: 2)
        #expect(AttackLaws.lies("random_direction", nothing, by: [0]) == nothing)
    }

    @Test("Those who collude send one vector, one and a half of their largest distances from their mean")
    func collusion() throws {
        let liars = [0, 2, 4]
        let found = AttackLaws.lies("collusion", Self.rows, by: liars)
        let own = liars.map { Self.rows[$0] }
        let widest = try #require(own.flatMap { one in own.map { AggregatorLaws.length(one, $0) } }.max())
        #expect(liars.allSatisfy { found[$0] == found[0] })
        #expect(abs(AggregatorLaws.length(found[0], Self.mean(own)) - 1.5 * widest) <= 1e-12 * widest)
        #expect(AttackLaws.lies("collusion", Self.rows, by: [3]) == Self.rows, "alone there is no distance to go by")
    }

    @Test("Liars are drawn once, as many as declared, or named, in every replica")
    func liars() {
        let names = (1...10).map { "a\($0)" }
        func liars(_ values: [(String, CanonicalValue)], _ names: [String], owner: String = "exchange/x") -> [Int] {
            var stream = StreamKey(seed: 1, owner: owner).stream(.exchange)
            return AttackLaws.fault(values).liars(among: names, &stream)
        }
        let drawn = liars([("count", .integer(3))], names)
        #expect(drawn.count == 3 && drawn == drawn.sorted() && Set(drawn).count == 3)
        let others = (1...20).map { liars([("count", .integer(3))], names, owner: "replica/\($0)/exchange/x") }
        #expect(Set(others).count > 10, "every replica has liars of its own")
        for (share, number) in [(0.0, 0), (0.1, 1), (0.29, 2), (0.3, 3), (0.7, 7), (1.0, 10)] {
            #expect(liars([("fraction", .number(share))], names).count == number)
            #expect(AttackLaws.fault([("fraction", .number(share))]).suspects(among: names) == Suspects(drawn: number))
        }
        #expect(liars([], names).count == 1)
        let named = CanonicalValue.list([.text("a10"), .text("a2")])
        #expect(liars([("agents", named)], names) == [1, 9])
    }
}
