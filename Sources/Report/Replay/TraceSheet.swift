import Learning

/// What was done, gained and observed over the whole episode, one row each, with a line that moves along.
struct TraceSheet {
    private let traces: [Trace]
    private let footage: Footage
    private let margin: Double
    private let top: Double
    private let omitted: Int

    private static let rowHeight = 34.0
    private static let left = 200.0
    private static let right = 784.0
    /// The most components of an observation that have a row.
    private static let mostComponents = 12
    /// The most points of a row's curve, as far apart as the eye can tell.
    private static let mostPoints = 400

    /// One row: a name, and a number at every moment.
    private struct Trace {
        let name: String
        let color: Int
        /// By moment; NaN where there is none.
        let values: [Double]
        /// Whether a value holds until the next one.
        var jumps = false
        var decimals: Int?
        /// What whole numbers stand for, from 0.
        var words: [String] = []

        func text(_ value: Double) -> String {
            if let word = Int(exactly: value), words.indices.contains(word) { return words[word] }
            return decimals.map { NumberText.fixed(value, decimals: $0) } ?? NumberText.significant(value, digits: 3)
        }
    }

    init(_ footage: Footage, margin: Double, top: Double) {
        let moments = footage.moments
        let moves: [Trace]
        switch footage.spaces.action {
        case .discrete:
            moves = [
                Trace(
                    name: "action", color: 5, values: moments.map { $0.move.number(0) }, jumps: true, decimals: 0,
                    words: footage.actions)
            ]
        case .box(let low, _):
            moves = low.indices.map { index in
                Trace(
                    name: low.count > 1 ? "control \(index)" : "control", color: 5,
                    values: moments.map { $0.move.number(index) }, jumps: true)
            }
        }
        var traces = moves + [Trace(name: "return so far", color: 3, values: moments.map(\.gained))]
        if moments.contains(where: { $0.probability != nil }) {
            traces.append(
                Trace(name: "action's probability", color: 7, values: moments.map { $0.probability ?? .nan }))
        }
        // Of a finite world the state's number says it all.
        let names = footage.states == nil ? footage.spaces.observation : []
        if footage.states != nil {
            traces.append(
                Trace(name: "state", color: 1, values: moments.map { Double($0.state ?? 0) }, jumps: true, decimals: 0))
        }
        for (index, name) in names.prefix(Self.mostComponents).enumerated() {
            traces.append(Trace(name: name, color: 1, values: moments.map { Double($0.observation[index]) }))
        }
        omitted = max(0, names.count - Self.mostComponents)
        self.traces = traces
        self.footage = footage
        self.margin = margin
        self.top = top
    }

    /// In pixels.
    var height: Double { Double(traces.count) * Self.rowHeight + (omitted > 0 ? 60 : 42) }

    private var bottom: Double { top + Double(traces.count) * Self.rowHeight }

    /// Draws the rows, and the moving line as it is at the moments.
    func draw(at moments: [Footage.Moment], _ frames: KeyFrames, into drawing: inout Drawing) {
        let steps = Axis(covering: 0...Double(footage.steps), isExtended: false, wanted: 6)
        for (index, trace) in traces.enumerated() {
            draw(trace, top: top + Double(index) * Self.rowHeight, steps, into: &drawing)
        }
        for tick in steps.ticks {
            let x = steps.position(of: tick, from: Self.left, to: Self.right)
            drawing.line(from: (x, bottom), to: (x, bottom + 4), color: Palette.quiet, css: "axis")
            drawing.text(
                steps.text(tick), at: (x, bottom + 17), color: Palette.quiet, css: "quiet", anchor: .middle, size: 11)
        }
        drawing.text(
            "step", at: (Self.left - 10, bottom + 17), color: Palette.quiet, css: "quiet", anchor: .end, size: 11)
        if omitted > 0 {
            drawing.text(
                "and \(omitted) more observations", at: (margin, bottom + 36), color: Palette.quiet,
                css: "quiet")
        }
        let places = [moments[0], moments[moments.count - 1]].map {
            Drawing.text(steps.position(of: Double($0.step), from: Self.left, to: Self.right))
        }
        let start = frames.attribute("x1", from: places[0], to: places[1])
        let end = frames.attribute("x2", from: places[0], to: places[1])
        drawing.element(
            "line",
            [
                ("class", "axis"), ("x1", start.value), ("y1", Drawing.text(top)), ("x2", end.value),
                ("y2", Drawing.text(bottom)), ("stroke", Palette.quiet.light), ("stroke-width", "1.5"),
            ], start.animation + end.animation)
    }

    private func draw(_ trace: Trace, top: Double, _ steps: Axis, into drawing: inout Drawing) {
        let (high, low) = (top + 6, top + Self.rowHeight - 6)
        let known = trace.values.filter(\.isFinite)
        let (least, most) = (known.min() ?? 0, known.max() ?? 0)
        drawing.text(
            trace.name, at: (margin, (high + low) / 2 + 4), color: Palette.ink, css: "ink")
        drawing.line(
            from: (Self.left, top + Self.rowHeight), to: (Self.right, top + Self.rowHeight), color: Palette.grid,
            css: "grid")
        func place(_ value: Double) -> Double {
            most > least ? low - (value - least) / (most - least) * (low - high) : (high + low) / 2
        }
        for (value, y) in most > least ? [(most, high + 5), (least, low + 5)] : [(most, (high + low) / 2 + 4)] {
            drawing.text(trace.text(value), at: (Self.right + 8, y), color: Palette.quiet, css: "quiet", size: 10)
        }
        var points: [(x: Double, y: Double)] = []
        let stride = trace.jumps ? 1 : max(1, trace.values.count / Self.mostPoints)
        for (index, value) in trace.values.enumerated() where value.isFinite {
            guard index.isMultiple(of: stride) || index == trace.values.count - 1 else { continue }
            let point = (
                x: steps.position(of: Double(footage.moments[index].step), from: Self.left, to: Self.right),
                y: place(value)
            )
            if trace.jumps, let last = points.last {
                // Between two jumps nothing needs to be drawn.
                if index < trace.values.count - 1, point.y == last.y { continue }
                points.append((point.x, last.y))
            }
            points.append(point)
        }
        // What was done last lasts to the end.
        if trace.jumps, let last = points.last { points.append((Self.right, last.y)) }
        drawing.polyline(points, color: trace.color, width: 1.4)
    }
}

extension Move? {
    /// The action's index, or one of the controls; NaN where nothing is done.
    fileprivate func number(_ index: Int) -> Double {
        switch self {
        case .action(let index): Double(index)
        case .controls(let controls): controls[index]
        case nil: .nan
        }
    }
}
