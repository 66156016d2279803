import Determinism
import Testing

@testable import Report

@Suite("Drawings, whatever arms are called")
struct DrawingLaws {
    /// Names of every length, from all kinds of characters.
    private func names(_ number: Int) -> [String] {
        var stream = StreamKey(seed: UInt64(number), owner: "test/names").stream(.resample)
        let alphabet = Array("abmWMQ01,=/._ &<\"éλ字🙂-")
        return (0..<(1 + number % 23)).map { place in
            let length = 1 + stream.index(below: number % 3 == 0 ? 90 : 24)
            return "\(place)" + String((0..<length).map { _ in alphabet[stream.index(below: alphabet.count)] })
        }
    }

    private func figure(_ number: Int) -> Figure {
        let scale = [1, 1e-6, 3e5, 7e11][number % 4]
        let names = names(number)
        let curves = names.enumerated().map { color, name in
            Curve(
                name, color: color, style: color == 3 ? .points : color == 5 ? .dashed : .solid,
                x: [1, 50, 2000 * scale],
                y: [scale * Double(color), scale * 5, scale * Double(3 + color % 4)], isCutByDivergence: color == 1)
        }
        var figure = Figure(
            "A title, \(names[0])", description: "It is described.", xLabel: "a label of \(names[0])",
            yLabel: "what \(names[0]) is, in words", curves: curves, levels: [.init(scale, label: "goal: \(scale)")],
            includesZero: number % 2 == 0)
        figure.xBeginsAtZero = number % 5 != 0
        return figure
    }

    private func check(_ drawing: String, has names: [String], _ what: String) throws {
        #expect(MarkupReading(drawing).fault == nil)
        let texts = try #require(DrawnTexts(drawing))
        for line in texts.lines {
            let width = TextWidth.of(line.words, size: line.size, isBold: line.isBold)
            let left = line.anchor == "end" ? line.x - width : line.anchor == "middle" ? line.x - width / 2 : line.x
            #expect(left >= -0.1 && left + width <= texts.width + 0.1, "\(what): '\(line.words)' is cut")
            #expect(
                line.y - line.size >= -0.1 && line.y + line.size / 4 <= texts.height + 0.1,
                "\(what): '\(line.words)' is cut")
        }
        let all = texts.lines.map(\.words).joined().filter { $0 != " " }
        for name in names { #expect(all.contains(name.filter { $0 != " " }), "\(what): '\(name)' is missing") }
    }

    @Test("no word is cut, and every arm is named, in wide figures and narrow ones", arguments: 0..<48)
    func figures(number: Int) throws {
        let figure = figure(number)
        for width in DrawingWidth.allCases {
            try check(
                figure.svg(identifier: "f", width: width),
                has: figure.curves.filter { $0.style != .points }.map(\.label),
                "\(width) \(number)")
        }
    }

    @Test("names beside the ends of curves do not touch one another", arguments: 0..<48)
    func apart(number: Int) throws {
        let texts = try #require(DrawnTexts(figure(number).svg(identifier: "f")))
        let names = texts.lines.filter { $0.isBold && $0.size == 13 }.sorted { $0.y < $1.y }
        for (one, other) in zip(names, names.dropFirst()) { #expect(other.y - one.y >= 15.9) }
    }

    @Test("panels of agents name every arm as well", arguments: 0..<24)
    func panels(number: Int) throws {
        let names = names(number)
        let panels = (0..<(1 + number % 17)).map { agent in
            Figure(
                "agent \(names[agent % names.count])", description: "", xLabel: "rounds of \(names[0])", yLabel: "y",
                curves: names.enumerated().map { Curve($1, color: $0, x: [0, 10], y: [1, Double(agent)]) },
                includesZero: false)
        }
        let grid = PanelGrid("Every agent", description: "Panels.", panels: panels)
        for width in DrawingWidth.allCases {
            try check(grid.svg(identifier: "g", width: width), has: names + panels.map(\.title), "\(width) \(number)")
        }
    }

    @Test("lines hold all of a text, and are as long as they may be")
    func lines() {
        let text =
            "dqnavg,every=10,network=large and then, /some/path/of/many words withoutanybreakatallforaverylongwhile"
        for width in [20.0, 60, 120, 400, 2000] {
            let lines = TextWidth.lines(text, within: width, size: 12)
            #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
            for line in lines { #expect(TextWidth.of(line, size: 12) <= width || line.count == 1) }
        }
        #expect(TextWidth.lines("", within: 50, size: 12) == [""])
    }

    @Test(
        "a logarithmic axis of levels ends where they end, and its ticks have their own numbers",
        arguments: [
            (1.0...40, 6, ["1", "2", "5", "10", "20"]), (2...90, 5, ["2", "5", "10", "20", "50"]),
            (1...40, 2, ["1", "10"]),
            (1e-4...1, 5, ["1e-4", "1e-3", "0.01", "0.1", "1"]),
            (0.002...0.09, 5, ["2e-3", "5e-3", "0.01", "0.02", "0.05"]),
            (1...20_000, 5, ["1", "10", "100", "1000", "10k"]),
        ] as [(ClosedRange<Double>, Int, [String])])
    func levels(range: ClosedRange<Double>, wanted: Int, texts: [String]) {
        let axis = Axis(coveringDecades: range, isExtended: false, wanted: wanted)
        #expect(axis.range == range && axis.ticks.map(axis.text) == texts, "\(axis.ticks.map(axis.text))")
        #expect(Axis(coveringDecades: range, isExtended: true, wanted: wanted).range.upperBound >= range.upperBound)
    }

    @Test("a figure against a swept number is drawn as far as its levels")
    func sweep() throws {
        let curve = Curve("a", color: 0, x: [1, 2, 5, 10, 20, 40], y: [6, 5, 4, 3, 2, 1])
        var figure = Figure("F", description: "", xLabel: "M", yLabel: "y", curves: [curve])
        figure.xBeginsAtZero = false
        let drawing = figure.svg(identifier: "f")
        #expect(drawing.contains(">20<") && !drawing.contains(">100<"))
    }

    @Test("files of drawings have plain names, each another, whatever their titles")
    func fileNames() {
        let titles = [
            "Evaluation return · held out", "Performance profiles, training return", "Rounds to against k, attack=zero",
            "Training  return", "Training return", "·", "字", "É", String(repeating: "long ", count: 80),
        ]
        let names = Figure.fileNames(of: titles)
        #expect(
            names.prefix(5) == [
                "evaluation-return-held-out", "performance-profiles-training-return", "rounds-to-against-k-attack-zero",
                "training-return", "training-return-2",
            ])
        #expect(names[5...7] == ["figure", "figure-2", "figure-3"] && Set(names).count == titles.count)
        for name in names + Figure.fileNames(of: (0..<48).map { figure($0).title }) {
            #expect(
                name.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".contains($0) } && name.count < 110, "\(name)")
        }
    }

    @Test("the vertical axis has zero where values begin there, and is the data's range elsewhere")
    func zero() throws {
        let curve = Curve("a", color: 0, x: [0, 1], y: [410, 490])
        func range(_ begins: Bool) -> ClosedRange<Double> {
            Figure("F", description: "", xLabel: "x", yLabel: "y", curves: [curve], includesZero: begins).valueRange
        }
        #expect(range(true) == 0...490 && range(false) == 410...490)
    }
}
