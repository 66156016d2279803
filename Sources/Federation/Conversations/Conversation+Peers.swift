// What agents make of one another's uploads where there is no server.
extension Conversation {
    /// Makes a row for every participant: of those of its class that reach it, and of its own as it has it. Where there is
    /// nobody of its class, it goes on from its own.
    func combineAmongPeers(_ own: Batch, _ links: Links, _ classes: [Weights.Class], into result: inout Batch) {
        guard let base = result.base, let local = own.base, !classes.isEmpty || axes.weighting != nil else { return }
        let (stride, places) = (result.signature.stride, axes.settled.places(of: participants))
        for receiver in places.indices {
            let view = view(of: own, at: receiver)
            let row = base + receiver * stride
            guard let some = classes.first(where: { $0.receivers?.contains(receiver) ?? true }),
                let reaching = some.among(
                    places.indices.filter { links.reaches(places[receiver], places[$0]) }, of: view)
            else {
                row.copyMemory(from: local + receiver * stride, byteCount: stride)
                continue
            }
            var made = result.row(receiver)
            combine(view, reaching, into: &made)
        }
    }

    /// What a participant has of all rows: what arrives, and its own as it is.
    private func view(of own: Batch, at receiver: Int) -> Batch {
        guard let arrived, let base = arrived.base, let local = own.base else { return own }
        let (stride, bytes) = (own.signature.stride, own.count * own.signature.stride)
        var view = Batch(
            arrived.signature, own.request, count: own.count, base: memory.view(bytes: bytes), epoch: own.epoch)
        view.base?.copyMemory(from: base, byteCount: bytes)
        if axes.settled.liesByReceiver { arrive(&view, at: receiver) }
        view.base.map { ($0 + receiver * stride).copyMemory(from: local + receiver * stride, byteCount: stride) }
        return view
    }
}

extension Weights.Class {
    /// The same for some of the rows alone: shares are theirs, over their sum. Nil where none of the senders is among them, or
    /// all of them count nothing.
    func among(_ rows: [Int], of batch: Batch) -> Weights.Class? {
        let all = senders ?? Array(0..<batch.count)
        let kept = all.indices.filter { rows.contains(all[$0]) }
        guard !kept.isEmpty else { return nil }
        var some = Weights.Class(receivers: receivers, senders: kept.map { all[$0] })
        switch shares {
        case .equal: break
        case .given(let shares):
            let sum = kept.reduce(0) { $0 + shares[$1] }
            guard sum > 0 else { return nil }
            some.shares = .given(kept.map { shares[$0] / sum })
        case .byColumn(let shares):
            let width = batch.signature.width
            some.shares = .byColumn(
                kept.flatMap { row in
                    (0..<width).map { column in
                        let sum = kept.reduce(0) { $0 + shares[$1 * width + column] }
                        return sum > 0 ? shares[row * width + column] / sum : 1 / Double(kept.count)
                    }
                })
        }
        return some
    }
}
