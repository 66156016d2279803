/// The step sizes of one part of a block's agents: optimizers are looked up once, and anew where returns have changed them.
struct StepSizes {
    /// η by member, of the round that was prepared last.
    private(set) var values: [Double]
    private let part: String
    private var optimizers: [any Optimizer]
    /// By member: the stalls that its optimizer knows of.
    private var stalls: [Int]
    private let isConstant: Bool

    /// Of nobody.
    init() { (values, part, optimizers, stalls, isConstant) = ([], "", [], [], true) }

    /// Of a block before its first round.
    init(_ block: Block, of part: String) {
        self.part = part
        optimizers = block.members.map { $0.optimizer(part) }
        stalls = block.members.map(\.stalls)
        isConstant = optimizers.allSatisfy { $0.decay is NoDecay }
        values = optimizers.map { $0.rate(after: 0) }
    }

    /// Those once so many rounds are complete; nothing to do where no rate changes.
    mutating func prepare(_ block: borrowing Block, after rounds: Int) {
        guard !isConstant else { return }
        for index in optimizers.indices {
            if block.members[index].stalls != stalls[index] {
                stalls[index] = block.members[index].stalls
                optimizers[index] = block.members[index].optimizer(part)
            }
            values[index] = optimizers[index].rate(after: rounds)
        }
    }
}
