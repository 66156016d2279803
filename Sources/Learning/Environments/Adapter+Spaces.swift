extension Adapter {
    /// Why an adapter is none for some world.
    public struct Misfit: Equatable {
        /// The key below the adapter's kind that does not fit: `observation.scale`.
        public let key: String
        /// What is wrong, in words.
        public let reason: String
        /// What to write.
        public let help: String
        /// The names there are where one is written that is none of them.
        public let known: [String]

        init(key: String, reason: String, help: String, known: [String] = []) {
            self.key = key
            self.reason = reason
            self.help = help
            self.known = known
        }
    }

    /// Why it does not fit a world of such spaces; nil where it does.
    public func misfit(in spaces: Spaces) -> Misfit? {
        if let misfit = Self.stranger(observation, "observation", spaces.observation, "component of the observation") {
            return misfit
        }
        if spaces.action.controlWidth > 0,
            let misfit = Self.stranger(action, "action", spaces.controls, "control")
        {
            return misfit
        }
        let width = spaces.observation.count
        if let misfit = Self.miscount(observation, "observation", width, "components of the observation") {
            return misfit
        }
        // What is written of the two.
        let written =
            action.names?.first.map { "action.\($0)" } ?? (action.scales == [1] ? "action.offset" : "action.scale")
        guard case .box(let low, let high) = spaces.action else {
            return action.isIdentity
                ? nil
                : Misfit(
                    key: written, reason: "actions are \(spaces.action.summary): there is nothing to scale",
                    help: "delete `action`")
        }
        if let misfit = Self.miscount(action, "action", low.count, "controls") { return misfit }
        if let zero = action.scales.firstIndex(of: 0) {
            let key = action.names.map { "action.\($0[zero]).scale" } ?? "action.scale"
            return Misfit(key: key, reason: "a scale of 0 leaves nothing of a control", help: "scale: 1")
        }
        let seen = Self.seen(low, high, through: action.settled(spaces.controls))
        let isBox = zip(seen.low, seen.high).allSatisfy { $0 < $1 && $0.isFinite && $1.isFinite }
        return isBox
            ? nil
            : Misfit(
                key: written,
                reason: "the box of controls goes from \(seen.low) to \(seen.high) behind it, which is none of Float32",
                help: "a scale and an offset that leave the box a width")
    }

    private static func stranger(_ line: Line, _ path: String, _ known: [String], _ noun: String) -> Misfit? {
        guard let name = line.names?.first(where: { !known.contains($0) }) else { return nil }
        return Misfit(
            key: "\(path).\(name)", reason: "no \(noun) is called '\(name)'",
            help: "there \(known.count == 1 ? "is" : "are") \(known.prefix(12).joined(separator: ", "))"
                + (known.count > 12 ? ", … (\(known.count) in all)" : ""), known: known)
    }

    private static func miscount(_ line: Line, _ path: String, _ count: Int, _ noun: String) -> Misfit? {
        guard line.names == nil else { return nil }
        // A line without limits has none.
        for (key, numbers) in line.lists
        where numbers.count != 1 && numbers.count != count && (key != limit || !numbers.isEmpty) {
            return Misfit(
                key: "\(path).\(key)", reason: "\(numbers.count) numbers for \(count) \(noun)",
                help: "one number for all, or a list of \(count)")
        }
        return nil
    }

    /// A world's spaces as the agent's networks see them.
    public func seen(_ spaces: Spaces) -> Spaces {
        let (observation, action) = (
            observation.settled(spaces.observation), self.action.settled(spaces.controls)
        )
        let width = spaces.observation.count
        let (scales, offsets) = (Line.each(observation.scales, width), Line.each(observation.offsets, width))
        let limits = observation.limits.isEmpty ? nil : Line.each(observation.limits, width)
        let usual = spaces.usual.map { ranges in
            ranges.enumerated().map { index, range in
                let ends = [range.lowerBound, range.upperBound].map { end in
                    let moved = scales[index] * end + offsets[index]
                    return limits.map { min(max(moved, -$0[index]), $0[index]) } ?? moved
                }
                return min(ends[0], ends[1])...max(ends[0], ends[1])
            }
        }
        guard case .box(let low, let high) = spaces.action, !action.isIdentity else {
            return Spaces(
                observation: spaces.observation, action: spaces.action, usual: usual, controls: spaces.controls)
        }
        let box = Self.seen(low, high, through: action)
        return Spaces(
            observation: spaces.observation, action: .box(low: box.low, high: box.high), usual: usual,
            controls: spaces.controls)
    }

    /// The controls that a map makes a world's box of.
    private static func seen(
        _ low: [Double], _ high: [Double], through line: Line
    ) -> (low: [Double], high: [Double]) {
        let (scales, offsets) = (Line.each(line.scales, low.count), Line.each(line.offsets, low.count))
        let ends = low.indices.map { index in
            // Rounded, so that worlds of unlike units have one box.
            [low[index], high[index]].map { Double(Float(($0 - offsets[index]) / scales[index])) }
        }
        return (ends.map { min($0[0], $0[1]) }, ends.map { max($0[0], $0[1]) })
    }
}
