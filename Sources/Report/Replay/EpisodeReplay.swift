public import Learning

/// An episode as an animated SVG document: the world in real time, what the agent does and has gained, and every observation
/// along the way. It needs no script; a program that cannot animate shows the first moment.
public struct EpisodeReplay: Sendable {
    /// What stands over the picture.
    public var title: String
    /// Lines below it: who plays, where, how it ends.
    public var lines: [String]
    /// What is shown.
    public var footage: Footage
    /// How many times faster than real time.
    public var speed: Int

    /// The most moments an animation is made of: it stays below some hundred kilobytes however long the episode is.
    public static let mostMoments = 1000

    /// A replay of footage, so many times faster than real time.
    public init(_ footage: Footage, title: String, lines: [String], speed: Int = 1) {
        self.footage = footage
        self.title = title
        self.lines = lines
        self.speed = speed
    }

    static let width = 860.0
    static let margin = 16.0
    private static let lineHeight = 17.0

    /// The whole episode as a document that moves.
    public var svg: String { drawn(Array(footage.moments.indices)) }

    /// A still picture of the moment after so many steps; nil where it was not kept.
    public func still(after step: Int) -> String? {
        footage.moments.firstIndex { $0.step == step }.map { drawn([$0]) }
    }

    /// The document that shows some moments one after another; one stands still.
    private func drawn(_ chosen: [Int]) -> String {
        let moments = chosen.map { footage.moments[$0] }
        let seconds = footage.pace.secondsPerStep * Double(footage.stride) / Double(speed)
        let frames = KeyFrames(moments: moments.count, secondsApart: seconds)
        var drawing = Drawing()
        drawing.text(title, at: (Self.margin, 24), color: Palette.ink, css: "ink", size: 15, isBold: true)
        var y = 44.0
        for line in lines {
            drawing.text(line, at: (Self.margin, y), color: Palette.quiet, css: "quiet")
            y += Self.lineHeight
        }
        y += 12
        drawReadings(chosen, at: y, frames, into: &drawing)
        y += 16
        if let sight = footage.sight {
            let stage = Stage(sight, left: Self.margin, top: y, width: Self.width - 2 * Self.margin)
            stage.draw(footage.setting, moments.map(\.shapes), frames, into: &drawing)
            y += stage.height + 12
        }
        let traces = TraceSheet(footage, margin: Self.margin, top: y)
        traces.draw(at: moments, frames, into: &drawing)
        return drawing.document(
            width: Self.width, height: y + traces.height, title: title,
            description: lines.joined(separator: ". "), hasGround: true)
    }

    /// The numbers of the moment, each after its name.
    private func drawReadings(
        _ chosen: [Int], at y: Double, _ frames: KeyFrames, into drawing: inout Drawing
    ) {
        MovingText.defineWindow(in: &drawing)
        var x = Self.margin
        for reading in readings {
            drawing.text(reading.name, at: (x, y), color: Palette.quiet, css: "quiet")
            x += 6.6 * Double(reading.name.count) + 10
            let words = MovingText(chosen.map { reading.words[$0] }, isBold: true)
            words.draw(at: (x, y), frames, into: &drawing)
            x += MovingText.advance * Double(reading.words.map(\.count).max() ?? 0) + 22
        }
    }

    /// What is read at every moment.
    private var readings: [(name: String, words: [String])] {
        let moments = footage.moments
        var readings = [("step", Self.aligned(moments.map { "\($0.step)" }))]
        if case .seconds(let seconds) = footage.pace {
            let times = moments.map { NumberText.fixed(Double($0.step) * seconds, decimals: 2) }
            readings.append(("seconds", Self.aligned(times)))
        }
        let decimals = moments.allSatisfy { $0.gained == $0.gained.rounded() } ? 0 : 2
        readings.append(
            ("return so far", Self.aligned(moments.map { NumberText.fixed($0.gained, decimals: decimals) })))
        readings.append(("action", moments.map(Self.words(footage.actions))))
        if moments.contains(where: { $0.probability != nil }) {
            readings.append(
                ("its probability", moments.map { $0.probability.map { NumberText.fixed($0, decimals: 2) } ?? "" }))
        }
        return readings
    }

    /// What is done at a moment; the end has nothing more to do.
    private static func words(_ names: [String]) -> (Footage.Moment) -> String {
        { moment in
            switch moment.move {
            case .action(let index): index < names.count ? names[index] : "\(index)"
            case .controls(let controls):
                controls.map { ($0 < 0 ? "" : "+") + NumberText.fixed($0, decimals: 2) }.joined(separator: " ")
            case nil: "end"
            }
        }
    }

    /// Numbers of one width, so that their digits stay where they are.
    private static func aligned(_ numbers: [String]) -> [String] {
        let width = numbers.map(\.count).max() ?? 0
        return numbers.map { String(repeating: " ", count: width - $0.count) + $0 }
    }
}
