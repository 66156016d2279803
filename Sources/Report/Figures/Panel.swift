/// One pair of axes with its curves, somewhere on a drawing.
struct Panel {
    let figure: Figure
    /// The rectangle between the axes.
    let left: Double
    let top: Double
    let width: Double
    let height: Double
    /// Names this panel's clip path apart from its neighbors'.
    let identifier: String

    private var right: Double { left + width }
    private var bottom: Double { top + height }

    /// Draws grid, bands, curves and axis texts. A small panel, one of many, has fewer ticks and thinner curves, and only
    /// those at the left have values written beside the vertical axis.
    func draw(into drawing: inout Drawing, isSmall: Bool, hasValues: Bool = true) {
        let x = xAxis(isSmall: isSmall)
        let y = yAxis(isSmall: isSmall)
        drawGrid(x: x, y: y, into: &drawing, size: isSmall ? 10 : 12, hasValues: hasValues)
        drawing.clip(identifier, x: left, y: top - 4, width: width + 4, height: height + 8)
        drawing.open(clip: identifier)
        for curve in figure.curves where !curve.band.isEmpty { drawBand(of: curve, x: x, y: y, into: &drawing) }
        for level in figure.levels where y.range.contains(level.value) {
            let height = y.position(of: level.value, from: bottom, to: top)
            drawing.line(
                from: (left, height), to: (right, height), color: Palette.quiet, css: "axis", dashes: "2 4")
        }
        for curve in figure.curves { drawCurve(curve, x: x, y: y, into: &drawing, isSmall: isSmall) }
        drawing.close()
        for level in figure.levels where y.range.contains(level.value) && !isSmall {
            let height = y.position(of: level.value, from: bottom, to: top)
            drawing.text(
                level.label, at: (left + 6, height - 5), color: Palette.quiet, css: "quiet", size: 11)
        }
    }

    /// Where each curve ends, in pixels: the place for its name.
    func ends() -> [(curve: Curve, y: Double)] {
        let y = yAxis(isSmall: false)
        return figure.curves.compactMap { curve in
            guard let last = curve.y.last(where: { !$0.isNaN }) else {
                return curve.isCutByDivergence ? (curve, bottom) : nil
            }
            let value = min(max(last, y.range.lowerBound), y.range.upperBound)
            return (curve, y.position(of: value, from: bottom, to: top))
        }
    }

    /// How wide the widest of the values beside the vertical axis is, with its distance to the axis.
    func valueWidth(isSmall: Bool) -> Double {
        let axis = yAxis(isSmall: isSmall)
        return 10 + (axis.ticks.map { TextWidth.of(axis.text($0), size: isSmall ? 10 : 12) }.max() ?? 0)
    }

    /// How far the last value under the horizontal axis reaches beyond it.
    var overhang: Double {
        let axis = xAxis(isSmall: false)
        return axis.ticks.last.map { TextWidth.of(axis.text($0), size: 12) / 2 } ?? 0
    }

    private func xAxis(isSmall: Bool) -> Axis {
        let values = figure.curves.flatMap(\.x).filter(\.isFinite)
        let wanted = isSmall ? 2 : max(2, Int(width / 110))
        guard let low = values.min(), let high = values.max(), !figure.xBeginsAtZero else {
            let range = min(values.min() ?? 0, 0)...max(values.max() ?? 1, 0)
            return Axis(covering: range, isExtended: false, wanted: wanted)
        }
        return low > 0 && high >= 30 * low
            ? Axis(coveringDecades: low...high, isExtended: false, wanted: wanted)
            : Axis(covering: low...high, isExtended: low == high, wanted: wanted)
    }

    private func yAxis(isSmall: Bool) -> Axis {
        if figure.isLogarithmic {
            let values = figure.curves.flatMap(\.y).filter(\.isFinite)
            return Axis(
                coveringDecades: (values.min() ?? 1)...(values.max() ?? 1), isExtended: true,
                wanted: isSmall ? 2 : Int(height / 60))
        }
        return Axis(
            covering: figure.yRange ?? figure.valueRange, isExtended: true, wanted: isSmall ? 2 : Int(height / 60))
    }

    private func drawGrid(x: Axis, y: Axis, into drawing: inout Drawing, size: Double, hasValues: Bool) {
        for tick in y.ticks {
            let place = y.position(of: tick, from: bottom, to: top)
            drawing.line(from: (left, place), to: (right, place), color: Palette.grid, css: "grid")
            guard hasValues else { continue }
            drawing.text(
                y.text(tick), at: (left - 8, place + size / 3), color: Palette.quiet, css: "quiet", anchor: .end,
                size: size)
        }
        drawing.line(from: (left, bottom), to: (right, bottom), color: Palette.quiet, css: "axis")
        for tick in x.ticks {
            // At the ends of a narrow panel a centered number would run into its neighbor's.
            let isCrowded = size < 12
            let anchor: Drawing.Anchor =
                isCrowded && tick == x.range.lowerBound ? .start : isCrowded && tick == x.ticks.last ? .end : .middle
            let place = x.position(of: tick, from: left, to: right)
            drawing.line(from: (place, bottom), to: (place, bottom + 4), color: Palette.quiet, css: "axis")
            drawing.text(
                x.text(tick), at: (place, bottom + 6 + size), color: Palette.quiet, css: "quiet", anchor: anchor,
                size: size)
        }
    }

    private func drawBand(of curve: Curve, x: Axis, y: Axis, into drawing: inout Drawing) {
        var upper: [(x: Double, y: Double)] = []
        var lower: [(x: Double, y: Double)] = []
        for (place, ends) in zip(curve.x, curve.band) {
            guard let ends, ends.lowerBound.isFinite, ends.upperBound.isFinite else { continue }
            let across = x.position(of: place, from: left, to: right)
            upper.append((across, y.position(of: ends.upperBound, from: bottom, to: top)))
            lower.append((across, y.position(of: ends.lowerBound, from: bottom, to: top)))
        }
        if upper.count > 1 { drawing.area(upper + lower.reversed(), color: curve.color) }
    }

    private func drawCurve(_ curve: Curve, x: Axis, y: Axis, into drawing: inout Drawing, isSmall: Bool) {
        let points = zip(curve.x, curve.y).filter { $1.isFinite }.map {
            (x: x.position(of: $0, from: left, to: right), y: y.position(of: $1, from: bottom, to: top))
        }
        switch curve.style {
        case .solid, .dashed:
            let width = curve.style == .dashed ? isSmall ? 1.2 : 1.6 : isSmall ? 1.4 : 2
            drawing.polyline(points, color: curve.color, width: width, dashes: curve.dashes)
        case .points:
            for point in points { drawing.circle(at: point, color: curve.color, radius: 3.2, isHollow: true) }
        }
        guard curve.isCutByDivergence else { return }
        let end = points.last ?? (x: left, y: bottom)
        drawing.cross(at: end, color: curve.color, radius: isSmall ? 3 : 5)
    }
}

extension Figure {
    /// The least range that holds all curves, bands and levels, and zero where that is wanted.
    var valueRange: ClosedRange<Double> {
        var low = includesZero ? 0 : Double.infinity
        var high = includesZero ? 0 : -Double.infinity
        let bands = curves.flatMap(\.band).compactMap { $0 }
        for value in curves.flatMap(\.y) + bands.map(\.lowerBound) + bands.map(\.upperBound) + levels.map(\.value)
        where value.isFinite {
            low = min(low, value)
            high = max(high, value)
        }
        return low <= high ? low...high : 0...1
    }
}
