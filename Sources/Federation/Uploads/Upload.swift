import Config
public import Learning

/// What agents send to the server: one axis of an exchange.
public protocol Upload: Axis {
    /// The ledger's word for it.
    var kind: String { get }
    /// What its numbers are; the aggregate and the digest have to take it.
    static var space: Signature.Space { get }
    /// What every participant is asked for, in order; digests that ask for less at a time cut it.
    func requests(_ facts: Facts) -> [Request]
    /// The names of parts that the settings ask for, where they name any.
    var named: [String]? { get }
    /// What an agent remembers between two meetings; nil where nothing is.
    func memory(in spaces: Spaces) -> (any VisitMemory)?
    /// Whether what is remembered lasts from the start to the end of the run.
    var isCumulative: Bool { get }
}

extension Upload {
    /// None named.
    public var named: [String]? { nil }
    /// Nothing is remembered.
    public func memory(in spaces: Spaces) -> (any VisitMemory)? { nil }
    /// What is remembered is forgotten when it was sent.
    public var isCumulative: Bool { false }
    /// Whether agents are asked about public states.
    public static var asksPublicStates: Bool { space == .distribution || space == .logit }
}

extension Facts {
    /// What is asked where agents remember so.
    func memoryRequest(_ kind: String, _ upload: some Upload, keyBytes: Int, columns: Int) -> Request {
        let keys = spaces.flatMap { upload.memory(in: $0)?.keys }
        let steps = upload.isCumulative ? stepsInAll : stepsPerPeriod
        return Request(
            .memory,
            Signature(
                kind, columns: columns,
                keyed: .init(keyBytes: keyBytes, countBytes: 0, mostRows: min(steps, keys ?? steps), keys: keys)))
    }
}
